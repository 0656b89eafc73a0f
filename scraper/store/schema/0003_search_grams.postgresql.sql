-- Pairs of signs of the scripts without spaces (grams.py); filled for stored articles by the program. A tsvector takes
-- one megabyte at most: of longer texts the beginning is searched. The parser would take "Harbour.TV" for a host and
-- "and/or" for a path, so the signs that make it think so become spaces (the query's too, in dialect.py).

ALTER TABLE articles ADD COLUMN grams TEXT NOT NULL DEFAULT '';

DROP INDEX articles_by_search;

ALTER TABLE articles DROP COLUMN search;

ALTER TABLE articles ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', translate(left(coalesce(title, ''), 1000), './@:&=?#+~_-', '            ')), 'A')
        || setweight(to_tsvector('simple', translate(left(text, 100000), './@:&=?#+~_-', '            ')), 'D')
        || setweight(to_tsvector('simple', left(grams, 100000)), 'D')
    ) STORED;

CREATE INDEX articles_by_search ON articles USING gin (search);

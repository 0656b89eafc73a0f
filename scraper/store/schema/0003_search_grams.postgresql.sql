-- Pairs of signs of the scripts without spaces (grams.py); filled for stored articles by the program.

ALTER TABLE articles ADD COLUMN grams TEXT NOT NULL DEFAULT '';

DROP INDEX articles_by_search;

ALTER TABLE articles DROP COLUMN search;

ALTER TABLE articles ADD COLUMN search tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', coalesce(title, '') || ' ' || text || ' ' || grams)) STORED;

CREATE INDEX articles_by_search ON articles USING gin (search);

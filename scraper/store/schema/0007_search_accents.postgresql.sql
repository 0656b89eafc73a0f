-- Words are found with and without their accents, as in SQLite: what combines with a letter is left out of the index
-- (and of the query, in accents.py). No extension is needed for it.

DROP INDEX articles_by_search;

ALTER TABLE articles DROP COLUMN search;

ALTER TABLE articles ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', translate(normalize(regexp_replace(normalize(
            left(coalesce(title, ''), 1000), NFD), '[\u0300-\u036f]', '', 'g')), './@:&=?#+~_-', '            ')), 'A')
        || setweight(to_tsvector('simple', translate(normalize(regexp_replace(normalize(
            left(text, 100000), NFD), '[\u0300-\u036f]', '', 'g')), './@:&=?#+~_-', '            ')), 'D')
        || setweight(to_tsvector('simple', left(grams, 100000)), 'D')
    ) STORED;

CREATE INDEX articles_by_search ON articles USING gin (search);

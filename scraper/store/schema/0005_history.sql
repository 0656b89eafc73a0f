-- How a version came to be (new, edited, metadata, recleaned), when, and what it changed; NULL: nothing before it.
ALTER TABLE articles ADD COLUMN reason TEXT NOT NULL DEFAULT 'new';
ALTER TABLE articles ADD COLUMN revised_at {time};
ALTER TABLE articles ADD COLUMN difference TEXT;
ALTER TABLE revisions ADD COLUMN reason TEXT NOT NULL DEFAULT 'edited';
ALTER TABLE revisions ADD COLUMN difference TEXT;

-- What read the page: the site's profile that helped; the cleaner with its options that last tried; the page itself.
ALTER TABLE articles ADD COLUMN profile TEXT;
ALTER TABLE revisions ADD COLUMN profile TEXT;
ALTER TABLE articles ADD COLUMN cleaner TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN capture_id BIGINT REFERENCES captures (id) ON DELETE SET NULL;
CREATE INDEX articles_by_capture ON articles (capture_id);
CREATE INDEX captures_by_article ON captures (article_id);

UPDATE articles SET
    revised_at = changed_at,
    reason = CASE WHEN revision > 1 THEN 'edited' ELSE 'new' END,
    capture_id = (
        SELECT max(captures.id) FROM captures
        WHERE captures.article_id = articles.id AND captures.captured_at <= articles.changed_at
    );
UPDATE revisions SET reason = 'new' WHERE revision = 1;

-- What each page gave when it was read: one row for each version of an article, and for a page that held none.
CREATE TABLE readings (
    id {id},
    at {time} NOT NULL,
    source_id BIGINT NOT NULL REFERENCES sources (id),
    url_id BIGINT REFERENCES urls (id) ON DELETE CASCADE,
    article_id BIGINT REFERENCES articles (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    words BIGINT NOT NULL,
    words_removed BIGINT NOT NULL,
    authors BIGINT NOT NULL,
    tags BIGINT NOT NULL,
    titled BIGINT NOT NULL,
    dated BIGINT NOT NULL,
    paywalled BIGINT NOT NULL
);
CREATE INDEX readings_by_source ON readings (source_id, at);
CREATE INDEX readings_by_url ON readings (url_id);
CREATE INDEX readings_by_article ON readings (article_id);

-- The articles that are there: what is known of their newest version, as of the day they were first seen. Within a
-- string of JSON a quote is escaped, so that what is looked for is the field and nothing else.
INSERT INTO readings (
    at, source_id, url_id, article_id, outcome, words, words_removed, authors, tags, titled, dated, paywalled
)
SELECT
    first_seen_at,
    source_id,
    (SELECT min(urls.id) FROM urls WHERE urls.article_id = articles.id),
    id,
    'new',
    words,
    words_removed,
    CASE WHEN replace(document, '"authors": []', '') <> document THEN 0 ELSE 1 END,
    (SELECT count(*) FROM tags WHERE tags.article_id = articles.id AND tags.origin = 'site'),
    CASE WHEN title IS NULL THEN 0 ELSE 1 END,
    CASE WHEN published_at IS NULL THEN 0 ELSE 1 END,
    CASE WHEN status = 'paywalled' OR replace(document, '"access": "paid"', '') <> document THEN 1 ELSE 0 END
FROM articles
ORDER BY first_seen_at, id;

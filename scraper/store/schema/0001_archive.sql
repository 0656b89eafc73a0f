-- {id}, {time}, {blob}, {real} stand for the dialect's own types; see dialect.py.

CREATE TABLE sources (
    id {id},
    name TEXT NOT NULL UNIQUE,
    last_run_at {time}
);

CREATE TABLE runs (
    id {id},
    command TEXT NOT NULL,
    started_at {time} NOT NULL,
    ended_at {time},
    outcome TEXT NOT NULL
);

CREATE TABLE source_runs (
    run_id BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    source_id BIGINT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    asked BIGINT NOT NULL,
    new BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (run_id, source_id)
);

CREATE TABLE hosts (
    name TEXT NOT NULL PRIMARY KEY,
    asked BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    last_asked_at {time}
);

-- What the pages of one URL shape turned out to be, counted per host.
CREATE TABLE shapes (
    host TEXT NOT NULL,
    shape TEXT NOT NULL,
    articles BIGINT NOT NULL,
    others BIGINT NOT NULL,
    PRIMARY KEY (host, shape)
);

CREATE TABLE warc_files (
    name TEXT NOT NULL PRIMARY KEY,
    length BIGINT NOT NULL,
    created_at {time} NOT NULL
);

CREATE TABLE articles (
    id {id},
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    source_id BIGINT NOT NULL REFERENCES sources (id),
    title TEXT,
    text TEXT NOT NULL,
    language TEXT,
    published_at {time},
    site TEXT,
    section TEXT,
    status TEXT NOT NULL,
    confidence {real} NOT NULL,
    words BIGINT NOT NULL,
    words_removed BIGINT NOT NULL,
    blocks_removed BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    text_digest TEXT NOT NULL,
    signature {blob},
    group_id BIGINT,
    first_seen_at {time} NOT NULL,
    last_seen_at {time} NOT NULL,
    changed_at {time} NOT NULL,
    engine TEXT NOT NULL,
    version TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX articles_by_change ON articles (changed_at);
CREATE INDEX articles_by_source ON articles (source_id, changed_at);
CREATE INDEX articles_by_group ON articles (group_id);

-- Older versions only; the newest stands in articles.
CREATE TABLE revisions (
    id {id},
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    seen_at {time} NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX revisions_by_article ON revisions (article_id, revision);

CREATE TABLE tags (
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    origin TEXT NOT NULL,
    PRIMARY KEY (article_id, tag)
);
CREATE INDEX tags_by_tag ON tags (tag);

-- Locality-sensitive hashing: one equal value makes two articles candidates for one group.
CREATE TABLE bands (
    value BIGINT NOT NULL,
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (value, article_id)
);
CREATE INDEX bands_by_article ON bands (article_id);

CREATE TABLE urls (
    id {id},
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    source_id BIGINT NOT NULL REFERENCES sources (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    priority BIGINT NOT NULL,
    depth BIGINT NOT NULL,
    due_at {time},
    found_at {time} NOT NULL,
    found_how TEXT NOT NULL,
    found_on TEXT,
    hint_at {time},
    hint_title TEXT,
    asked_at {time},
    asked_times BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    status BIGINT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    note TEXT NOT NULL,
    pace TEXT,
    article_id BIGINT REFERENCES articles (id) ON DELETE SET NULL
);
CREATE INDEX urls_by_turn ON urls (state, host, priority, due_at);
CREATE INDEX urls_by_source ON urls (source_id, state);
CREATE INDEX urls_by_article ON urls (article_id);

CREATE TABLE captures (
    id {id},
    url_id BIGINT NOT NULL REFERENCES urls (id) ON DELETE CASCADE,
    article_id BIGINT REFERENCES articles (id) ON DELETE SET NULL,
    kind TEXT NOT NULL,
    status BIGINT NOT NULL,
    captured_at {time} NOT NULL,
    digest TEXT,
    file TEXT NOT NULL REFERENCES warc_files (name) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    length BIGINT NOT NULL
);
CREATE INDEX captures_by_url ON captures (url_id, captured_at);
CREATE INDEX captures_by_file ON captures (file, position);

CREATE TABLE events (
    id {id},
    at {time} NOT NULL,
    run_id BIGINT,
    source_id BIGINT,
    url_id BIGINT REFERENCES urls (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    detail TEXT
);
CREATE INDEX events_by_url ON events (url_id);
CREATE INDEX events_by_time ON events (at);

CREATE TABLE forgotten (
    pattern TEXT NOT NULL PRIMARY KEY,
    at {time} NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE outbox (
    id {id},
    sink TEXT NOT NULL,
    source_id BIGINT NOT NULL REFERENCES sources (id),
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    attempts BIGINT NOT NULL,
    next_at {time} NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX outbox_by_turn ON outbox (sink, source_id, id);

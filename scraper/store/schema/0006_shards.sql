-- What crawls on several machines share. A host's bucket is a hash of its site; a shard is a range of buckets. No request
-- to a host was or will be sent after sent_at by whoever noted it.

ALTER TABLE hosts ADD COLUMN bucket BIGINT NOT NULL DEFAULT 0;

ALTER TABLE hosts ADD COLUMN sent_at {time};

ALTER TABLE hosts ADD COLUMN pause_until {time};

ALTER TABLE hosts ADD COLUMN penalty {real} NOT NULL DEFAULT 0;

INSERT INTO hosts (name, asked, failed, bytes)
    SELECT DISTINCT host, 0, 0, 0 FROM urls WHERE host NOT IN (SELECT name FROM hosts);

CREATE INDEX hosts_by_bucket ON hosts (bucket);

CREATE TABLE host_sources (
    host TEXT NOT NULL,
    source_id BIGINT NOT NULL REFERENCES sources (id),
    PRIMARY KEY (host, source_id)
);

INSERT INTO host_sources (host, source_id) SELECT DISTINCT host, source_id FROM urls;

-- robots.txt and its kin, as JSON.
CREATE TABLE site_rules (
    origin TEXT NOT NULL PRIMARY KEY,
    rules TEXT NOT NULL,
    until {time} NOT NULL
);

CREATE TABLE workers (
    name TEXT NOT NULL PRIMARY KEY,
    machine TEXT NOT NULL,
    process BIGINT NOT NULL,
    started_at {time} NOT NULL,
    seen_at {time} NOT NULL,
    ended_at {time}
);

CREATE TABLE shards (
    number BIGINT NOT NULL PRIMARY KEY,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    worker TEXT,
    leased_until {time},
    started_at {time},
    ended_at {time},
    run_id BIGINT,
    pages BIGINT NOT NULL DEFAULT 0,
    next_due {time}
);

ALTER TABLE runs ADD COLUMN worker TEXT;

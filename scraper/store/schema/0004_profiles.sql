-- What the pages of a host share, as the profile's JSON.

CREATE TABLE profiles (
    host TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    learned BIGINT NOT NULL,
    updated_at {time} NOT NULL,
    document TEXT NOT NULL
);

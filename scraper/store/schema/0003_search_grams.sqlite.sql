-- Pairs of signs of the scripts without spaces (grams.py); filled for stored articles by the program.

ALTER TABLE articles ADD COLUMN grams TEXT NOT NULL DEFAULT '';

DROP TRIGGER articles_search_insert;

DROP TRIGGER articles_search_delete;

DROP TRIGGER articles_search_update;

DROP TABLE articles_search;

CREATE VIRTUAL TABLE articles_search USING fts5 (
    title, text, grams, content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

INSERT INTO articles_search (articles_search) VALUES ('rebuild');

CREATE TRIGGER articles_search_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_search (rowid, title, text, grams) VALUES (new.id, new.title, new.text, new.grams);
END;

CREATE TRIGGER articles_search_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_search (articles_search, rowid, title, text, grams)
    VALUES ('delete', old.id, old.title, old.text, old.grams);
END;

CREATE TRIGGER articles_search_update AFTER UPDATE OF title, text, grams ON articles BEGIN
    INSERT INTO articles_search (articles_search, rowid, title, text, grams)
    VALUES ('delete', old.id, old.title, old.text, old.grams);
    INSERT INTO articles_search (rowid, title, text, grams) VALUES (new.id, new.title, new.text, new.grams);
END;

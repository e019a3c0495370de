-- Who may use this station. While there is nobody, everybody may, under any name.
CREATE TABLE station_user (
    user_id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- as it stands in the books
    name TEXT NOT NULL,
    -- in capitals, with single spaces: two spellings are one person
    normal_name TEXT NOT NULL UNIQUE,
    -- login of the operating system, as the system spells it; null for one who can only be a second person
    os_user TEXT UNIQUE,
    -- "operator, manager"
    roles TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    -- the password was given by another one
    must_change INTEGER NOT NULL,
    failed_passwords INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT
);

-- What persons did, asked for and were refused. Each entry has the hash of the one before it.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    -- as enrolled; while nobody is enrolled, as said
    person TEXT NOT NULL,
    os_user TEXT,
    -- the second person, who entered his password
    second TEXT,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- what was said with it: "quantity 50, reason damaged"
    words TEXT,
    before TEXT,
    after TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_person ON audit (person, act);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never changed'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never deleted'); END;
-- A replacement deletes without asking the trigger above.
CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'an entry of the trail comes after the last one'); END;

-- Who was shown the trail of a citizen's data, and when: that too is processing of it.
CREATE TABLE trail_shown (
    nik_digest TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL
);
CREATE INDEX trail_shown_nik ON trail_shown (nik_digest);

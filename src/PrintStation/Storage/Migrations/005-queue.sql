-- How many print-ready records of the office no station had, by day: what the centre's heartbeats told.
CREATE TABLE queue_day (
    -- in office time, "2026-11-28"
    day TEXT PRIMARY KEY,
    last_count INTEGER NOT NULL,
    last_at TEXT NOT NULL
);

-- Each head of a station's trail of persons' acts that its heartbeats have brought: a trail that was written anew differs from the first one after
-- the change.
CREATE TABLE audit_head (
    station_id TEXT NOT NULL REFERENCES station (station_id),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (station_id, sequence)
);

-- Each head that a station's heartbeats have brought: a chain that was written anew differs from the first one after the change.
CREATE TABLE ledger_head (
    station_id TEXT NOT NULL REFERENCES station (station_id),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (station_id, sequence)
);

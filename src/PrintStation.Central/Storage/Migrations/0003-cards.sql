-- The kecamatan to which the card goes, by name; null for jobs from before it was kept.
ALTER TABLE job ADD COLUMN district TEXT;

-- What stations tell of printed cards. The order does not matter; what was told first of a card stays.
CREATE TABLE card_fact (
    uid TEXT NOT NULL,
    -- 'shipment', 'hand-over', 'reprint-request'
    kind TEXT NOT NULL,
    job_id TEXT NOT NULL,
    station_id TEXT NOT NULL REFERENCES station (station_id),
    happened_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (uid, kind)
);

CREATE INDEX card_fact_job ON card_fact (job_id);

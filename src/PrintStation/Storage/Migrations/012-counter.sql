-- The kecamatan to which the card goes, by name, as the centre tells it; null where it does not.
ALTER TABLE job ADD COLUMN district TEXT;
CREATE INDEX job_district ON job (district) WHERE district IS NOT NULL;
-- Since when its citizen waits at the counter: it is the next card of any lane.
ALTER TABLE job ADD COLUMN print_now TEXT;

-- Printed cards that go to a kecamatan together.
CREATE TABLE batch (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    district TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    shipped_at TEXT,
    shipped_by TEXT,
    document TEXT,
    carrier TEXT,
    arrived_at TEXT,
    received_by TEXT,
    dissolved_at TEXT
);

-- A card is in one batch at most. What became of it since is told by its run, and by the hand-over.
CREATE TABLE batch_card (
    run_id TEXT PRIMARY KEY REFERENCES run (run_id),
    number INTEGER NOT NULL REFERENCES batch (number),
    job_id TEXT NOT NULL,
    uid TEXT NOT NULL
);
CREATE INDEX batch_card_number ON batch_card (number);

-- The citizen has his card; to whom is not kept here.
CREATE TABLE hand_over (
    run_id TEXT PRIMARY KEY REFERENCES run (run_id),
    job_id TEXT NOT NULL,
    uid TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    written_at TEXT NOT NULL
);

-- What the centre is told of printed cards, beside the outcomes of runs: in any order, and all of it again after a restore of the centre.
CREATE TABLE card_fact (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    -- "shipment", "hand-over", "reprint-request"
    kind TEXT NOT NULL,
    run_id TEXT NOT NULL,
    job_id TEXT NOT NULL,
    target TEXT NOT NULL,
    body TEXT NOT NULL,
    -- "waiting", "sent", "refused"
    state TEXT NOT NULL DEFAULT 'waiting',
    refusal TEXT,
    -- of a request: how it stands, and the job of the other card
    answer TEXT,
    answer_job TEXT,
    answered_at TEXT,
    written_at TEXT NOT NULL,
    UNIQUE (run_id, kind)
);
CREATE INDEX card_fact_state ON card_fact (state, sequence);
CREATE INDEX card_fact_job ON card_fact (job_id);

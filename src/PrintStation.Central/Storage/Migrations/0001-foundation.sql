-- One text for both engines. Instants are UTC texts of fixed width, so that they sort; numbers are BIGINT, so that both engines give the
-- same type back.

CREATE TABLE epoch (
    epoch TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    started_at TEXT NOT NULL
);

CREATE TABLE station (
    station_id TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    envelope_key TEXT NOT NULL,
    enrolled_at TEXT NOT NULL,
    resent_epoch TEXT NOT NULL,
    last_seen TEXT,
    report TEXT,
    ledger_sequence BIGINT,
    ledger_hash TEXT,
    lost_at TEXT,
    lost_by TEXT,
    lost_reason TEXT
);

-- A row to lock: two recordings of one person cannot become two jobs.
CREATE TABLE citizen (
    nik TEXT PRIMARY KEY
);

-- document: the recorded person with images and chip elements, as JSON. Of a refused recording neither document nor name is kept.
CREATE TABLE recording (
    recording_id TEXT PRIMARY KEY,
    nik TEXT NOT NULL,
    name TEXT,
    office TEXT NOT NULL,
    received_at TEXT NOT NULL,
    status TEXT NOT NULL,
    code TEXT,
    field TEXT,
    document TEXT
);

CREATE TABLE job (
    job_id TEXT PRIMARY KEY,
    recording_id TEXT NOT NULL REFERENCES recording (recording_id),
    nik TEXT NOT NULL,
    office TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority BIGINT NOT NULL,
    layout TEXT NOT NULL,
    blank_version TEXT NOT NULL,
    reprint TEXT,
    fault TEXT,
    status TEXT NOT NULL,
    fence BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    chip_uid TEXT,
    reason TEXT,
    field TEXT,
    created_at TEXT NOT NULL,
    not_before TEXT NOT NULL,
    outcome_at TEXT,
    revoked_at TEXT
);

CREATE INDEX job_queue ON job (office, status, priority, created_at, job_id);
CREATE INDEX job_nik ON job (nik);

-- Never two open jobs for one person, whatever the code does.
CREATE UNIQUE INDEX job_one_open ON job (nik) WHERE status IN ('waiting', 'leased', 'held');

CREATE TABLE lease (
    lease_id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job (job_id),
    station_id TEXT NOT NULL REFERENCES station (station_id),
    epoch TEXT NOT NULL,
    fence BIGINT NOT NULL,
    given_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    served_at TEXT,
    ended_at TEXT,
    ended_by TEXT,
    ended_reason TEXT
);

CREATE UNIQUE INDEX lease_one_open ON lease (job_id) WHERE ended_at IS NULL;
CREATE INDEX lease_station ON lease (station_id, ended_at);

CREATE TABLE claim (
    station_id TEXT NOT NULL REFERENCES station (station_id),
    idempotency_key TEXT NOT NULL,
    request TEXT NOT NULL,
    epoch TEXT NOT NULL,
    jobs TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    PRIMARY KEY (station_id, idempotency_key)
);

-- effect: 'applied', 'fenced' or 'job-ended' (refused, kept as a fact of the plastic), 'unknown-job' (resent, the restored books lack the job).
CREATE TABLE outcome (
    station_id TEXT NOT NULL REFERENCES station (station_id),
    run_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    job_id TEXT NOT NULL,
    lease_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    status TEXT NOT NULL,
    chip_uid TEXT,
    reason TEXT,
    field TEXT,
    happened_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    effect TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (station_id, run_id, n)
);

CREATE INDEX outcome_job ON outcome (job_id);

CREATE TABLE delivery (
    delivery_id TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    document_number TEXT NOT NULL,
    blank_version TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    announced_at TEXT NOT NULL,
    counted BIGINT,
    confirmed_by TEXT,
    confirmed_at TEXT,
    confirmation TEXT
);

-- status: 'delivered', 'issued', 'voided'. Each UID once, whatever happens to it.
CREATE TABLE blank (
    uid TEXT PRIMARY KEY,
    office TEXT NOT NULL,
    delivery_id TEXT,
    status TEXT NOT NULL,
    job_id TEXT,
    reason TEXT,
    changed_at TEXT NOT NULL
);

CREATE INDEX blank_delivery ON blank (delivery_id);
CREATE INDEX blank_job ON blank (job_id);

-- What a station must still be told of its voided cards.
CREATE TABLE void_notice (
    station_id TEXT NOT NULL REFERENCES station (station_id),
    uid TEXT NOT NULL,
    voided_at TEXT NOT NULL,
    first_sent_at TEXT,
    PRIMARY KEY (station_id, uid)
);

CREATE TABLE revocation (
    station_id TEXT NOT NULL REFERENCES station (station_id),
    run_id TEXT NOT NULL,
    job_id TEXT,
    chip_uid TEXT,
    received_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (station_id, run_id)
);

CREATE TABLE reprint_approval (
    approval_id TEXT PRIMARY KEY,
    nik TEXT NOT NULL,
    reason TEXT NOT NULL,
    approved_for TEXT NOT NULL,
    approved_at TEXT NOT NULL,
    used_by TEXT
);

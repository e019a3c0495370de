-- Texts are upper-case hex for UIDs, ISO 8601 with offset for times, and the words of the domain for states and places.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- A job as leased; no personal data. The envelope is kept as it came and erased after the job's last outcome is acknowledged.
CREATE TABLE job (
    job_id TEXT PRIMARY KEY,
    lease_id TEXT NOT NULL,
    fence_epoch TEXT NOT NULL,
    fence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL,
    blank_version TEXT NOT NULL,
    layout TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    -- the first run under the present lease: attempts are counted from there
    first_attempt INTEGER NOT NULL DEFAULT 1,
    envelope TEXT,
    nik_digest TEXT,
    reprint INTEGER NOT NULL DEFAULT 0,
    -- why it must not be printed any more: "canceled", "revoked", "fenced", "books-behind"; remembered whatever state its run is in
    stop_reason TEXT,
    -- "open", "issued", "refused", "canceled", "returned"
    status TEXT NOT NULL DEFAULT 'open'
);
CREATE INDEX job_status ON job (status, priority, claimed_at);
CREATE INDEX job_nik ON job (nik_digest);

CREATE TABLE run (
    run_id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job (job_id),
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    printer TEXT,
    printer_serial TEXT,
    blank_uid TEXT,
    -- what the machine's counters must read while this card is inside
    cards_inserted INTEGER,
    panels_printed INTEGER,
    path_disturbed INTEGER NOT NULL DEFAULT 0,
    -- nothing lay at the exit slot when the eject began: only then does the sensor prove an exit
    exit_clear INTEGER NOT NULL DEFAULT 0,
    verify_tries INTEGER NOT NULL DEFAULT 0,
    outcomes INTEGER NOT NULL DEFAULT 0,
    binding BLOB,
    changed_at TEXT NOT NULL,
    UNIQUE (job_id, attempt)
);
CREATE INDEX run_state ON run (state);
CREATE INDEX run_uid ON run (blank_uid);

CREATE TABLE run_history (
    run_id TEXT NOT NULL REFERENCES run (run_id),
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    cause TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (run_id, n)
);

CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    item TEXT NOT NULL,
    from_place TEXT NOT NULL,
    to_place TEXT NOT NULL,
    reason TEXT NOT NULL,
    document TEXT,
    person TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    written_at TEXT NOT NULL,
    run_id TEXT,
    chip_uid TEXT,
    reverses INTEGER REFERENCES ledger (sequence),
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CHECK (from_place <> to_place)
);
CREATE INDEX ledger_uid ON ledger (chip_uid);
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'a ledger entry is never changed'); END;
CREATE TRIGGER ledger_never_shrinks BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'a ledger entry is never deleted'); END;

CREATE TABLE balance (
    place TEXT PRIMARY KEY,
    quantity INTEGER NOT NULL
);

CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    -- "outcome", "revocation", "release", "delivery"
    kind TEXT NOT NULL,
    job_id TEXT,
    run_id TEXT,
    n INTEGER,
    target TEXT NOT NULL,
    body TEXT NOT NULL,
    -- "waiting", "sent", "refused"
    state TEXT NOT NULL DEFAULT 'waiting',
    refusal TEXT,
    written_at TEXT NOT NULL
);
CREATE INDEX outbox_state ON outbox (state, sequence);

CREATE TABLE gate (
    scope TEXT NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    person TEXT,
    PRIMARY KEY (scope, reason)
);

CREATE TABLE gate_history (
    scope TEXT NOT NULL,
    reason TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    person TEXT
);

CREATE TABLE delivery (
    delivery_id TEXT PRIMARY KEY,
    document_number TEXT NOT NULL,
    blank_version TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    announced_at TEXT NOT NULL,
    counted INTEGER
);

CREATE TABLE delivered_uid (
    uid TEXT PRIMARY KEY,
    delivery_id TEXT NOT NULL REFERENCES delivery (delivery_id)
);

CREATE TABLE voided_uid (
    uid TEXT PRIMARY KEY
);

-- Cards that came in without a run: booked into the machine, waiting for a person.
CREATE TABLE stray (
    stray_id INTEGER PRIMARY KEY AUTOINCREMENT,
    printer TEXT NOT NULL,
    uid TEXT,
    -- the movement that booked it into the machine: what was booked later about another card cannot be about this one
    booked_by INTEGER NOT NULL REFERENCES ledger (sequence),
    seen_at TEXT NOT NULL,
    settled_at TEXT
);

-- The last insert counter seen from each machine, to notice cards that passed while our books were elsewhere.
CREATE TABLE machine (
    serial TEXT PRIMARY KEY,
    printer TEXT NOT NULL,
    cards_inserted INTEGER NOT NULL
);

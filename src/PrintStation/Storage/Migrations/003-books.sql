-- What people do with blanks beside receiving and loading them.
CREATE TABLE stock_take (
    stock_take_id INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    begun_by TEXT NOT NULL,
    -- what the books had, and their last movement of this place: a count is good only while nothing moved
    expected INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    counted INTEGER,
    counted_by TEXT,
    -- "open", "finished", "void"
    state TEXT NOT NULL DEFAULT 'open',
    ended_at TEXT,
    ended_by TEXT,
    reason TEXT
);
CREATE UNIQUE INDEX stock_take_open ON stock_take (place) WHERE state = 'open';

-- A closed month takes no entry of a person's any more.
CREATE TABLE closed_month (
    -- "2026-11"
    month TEXT PRIMARY KEY,
    closed_at TEXT NOT NULL,
    person TEXT NOT NULL,
    head_sequence INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    -- the balances at its end, as JSON
    balances TEXT NOT NULL
);

CREATE TABLE destruction (
    destruction_id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    -- names and offices, as JSON
    witnesses TEXT NOT NULL
);

-- Each card of a batch: the movement that spoiled it, and the one that destroyed it.
CREATE TABLE destruction_card (
    spoiled_by INTEGER PRIMARY KEY REFERENCES ledger (sequence),
    destruction_id INTEGER NOT NULL REFERENCES destruction (destruction_id),
    destroyed_by INTEGER NOT NULL REFERENCES ledger (sequence)
);
-- Movements of cards have neither, and do not pay for them.
CREATE INDEX ledger_document ON ledger (document) WHERE document IS NOT NULL;
CREATE INDEX ledger_reverses ON ledger (reverses) WHERE reverses IS NOT NULL;

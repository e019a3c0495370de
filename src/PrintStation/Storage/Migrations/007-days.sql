-- What the office counts when its day begins, when a shift hands over and when the day ends. No record is changed; a difference is explained
-- beside it.
CREATE TABLE day_record (
    record_id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- on which it was opened, in office time, "2026-11-28"
    day TEXT NOT NULL,
    -- "open", "hand-over", "close"
    act TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    -- who takes over
    taker TEXT,
    -- the last movement of the books that the counts were compared with
    last_sequence INTEGER NOT NULL
);
CREATE UNIQUE INDEX day_record_once ON day_record (day, act) WHERE act <> 'hand-over';
CREATE TRIGGER day_record_never_changes BEFORE UPDATE ON day_record BEGIN SELECT RAISE(ABORT, 'a record of a day is never changed'); END;
CREATE TRIGGER day_record_never_shrinks BEFORE DELETE ON day_record BEGIN SELECT RAISE(ABORT, 'a record of a day is never deleted'); END;

CREATE TABLE day_count (
    count_id INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id INTEGER NOT NULL REFERENCES day_record (record_id),
    place TEXT NOT NULL,
    counted INTEGER NOT NULL CHECK (counted >= 0),
    -- what the books had at that moment
    expected INTEGER NOT NULL,
    -- the movement that brought what was counted back into the store for the night
    unloaded_by INTEGER REFERENCES ledger (sequence),
    UNIQUE (record_id, place)
);
CREATE INDEX day_count_differs ON day_count (count_id) WHERE counted <> expected;
CREATE TRIGGER day_count_never_changes BEFORE UPDATE ON day_count BEGIN SELECT RAISE(ABORT, 'a count of a day is never changed'); END;
CREATE TRIGGER day_count_never_shrinks BEFORE DELETE ON day_count BEGIN SELECT RAISE(ABORT, 'a count of a day is never deleted'); END;

-- Why a count was another one than the books had; a difference without one is open.
CREATE TABLE day_explanation (
    count_id INTEGER PRIMARY KEY REFERENCES day_count (count_id),
    explained_at TEXT NOT NULL,
    explained_by TEXT NOT NULL,
    -- a code, "stock-take" or "reversal"
    explanation TEXT NOT NULL,
    -- the number of the stock-take, or of the reversal's movement
    reference INTEGER
);

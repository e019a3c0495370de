-- What of a closed month a movement corrects: a movement's number, or a day of that month.
ALTER TABLE ledger ADD COLUMN refers TEXT;
ALTER TABLE supply_movement ADD COLUMN refers TEXT;
-- The movement that this one takes back.
ALTER TABLE supply_movement ADD COLUMN reverses INTEGER REFERENCES supply_movement (number);
CREATE UNIQUE INDEX supply_movement_reverses ON supply_movement (reverses) WHERE reverses IS NOT NULL;

-- From which box a batch came: "Spoiled" or "OldCards".
ALTER TABLE destruction ADD COLUMN place TEXT NOT NULL DEFAULT 'Spoiled';

-- Several cards may have been spoiled by one movement; each may be read before it is destroyed.
CREATE TABLE destroyed_card (
    destroyed_by INTEGER PRIMARY KEY REFERENCES ledger (sequence),
    spoiled_by INTEGER NOT NULL REFERENCES ledger (sequence),
    destruction_id INTEGER NOT NULL REFERENCES destruction (destruction_id),
    -- "read": its chip answered then; "booked": as the books have it; "mute": neither
    identified TEXT NOT NULL
);
INSERT INTO destroyed_card SELECT destroyed_by, spoiled_by, destruction_id, 'booked' FROM destruction_card;
DROP TABLE destruction_card;
ALTER TABLE destroyed_card RENAME TO destruction_card;
CREATE INDEX destruction_card_spoiled_by ON destruction_card (spoiled_by);
CREATE TRIGGER destruction_card_never_changes BEFORE UPDATE ON destruction_card BEGIN SELECT RAISE(ABORT, 'a destroyed card is never changed'); END;
CREATE TRIGGER destruction_card_never_shrinks BEFORE DELETE ON destruction_card BEGIN SELECT RAISE(ABORT, 'a destroyed card is never deleted'); END;

-- Cards that were laid on the desk reader for a batch which is not booked yet. They count on the day on which they were read.
CREATE TABLE destruction_reading (
    uid TEXT PRIMARY KEY,
    place TEXT NOT NULL,
    -- in office time, "2026-11-28"
    day TEXT NOT NULL,
    person TEXT NOT NULL
);

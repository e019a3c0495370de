-- Ribbons, films and cleaning kits, in items; two-sided like the book of blanks. No movement is changed; a count corrects.
CREATE TABLE supply_movement (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- "ribbon", "film", "cleaning"
    kind TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    -- "Supplier", "Store", "Machine(printer-1)", "Difference"
    from_place TEXT NOT NULL,
    to_place TEXT NOT NULL,
    reason TEXT NOT NULL,
    document TEXT,
    -- for how many cards the maker says that one is good; of a receipt, null where nobody said
    cards_each INTEGER,
    -- "station" for what it has seen
    person TEXT NOT NULL,
    -- in office time
    happened_at TEXT NOT NULL,
    written_at TEXT NOT NULL,
    CHECK (from_place <> to_place)
);
CREATE TRIGGER supply_movement_never_changes BEFORE UPDATE ON supply_movement
    BEGIN SELECT RAISE(ABORT, 'a movement of supplies is never changed'); END;
CREATE TRIGGER supply_movement_never_shrinks BEFORE DELETE ON supply_movement
    BEGIN SELECT RAISE(ABORT, 'a movement of supplies is never deleted'); END;

-- What the machine told when the station saw a new ribbon in it.
CREATE TABLE ribbon_reading (
    -- the movement that brought the ribbon into the machine
    number INTEGER PRIMARY KEY REFERENCES supply_movement (number),
    serial TEXT NOT NULL,
    read_at TEXT NOT NULL,
    cards_inserted INTEGER NOT NULL,
    panels_printed INTEGER NOT NULL,
    prints_left INTEGER NOT NULL,
    -- what the ribbon before had left when it was last read; null after a start of the station
    prints_left_before INTEGER
);
CREATE INDEX ribbon_reading_serial ON ribbon_reading (serial);
CREATE TRIGGER ribbon_reading_never_changes BEFORE UPDATE ON ribbon_reading
    BEGIN SELECT RAISE(ABORT, 'a reading of a ribbon is never changed'); END;
CREATE TRIGGER ribbon_reading_never_shrinks BEFORE DELETE ON ribbon_reading
    BEGIN SELECT RAISE(ABORT, 'a reading of a ribbon is never deleted'); END;

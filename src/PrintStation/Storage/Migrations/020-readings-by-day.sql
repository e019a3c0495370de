-- Cards that were laid on the desk reader, by the day on which they were: the batch of that day may be booked later.
CREATE TABLE reading_of_day (
    uid TEXT NOT NULL,
    place TEXT NOT NULL,
    -- in office time, "2026-11-28"
    day TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (uid, day)
);
INSERT INTO reading_of_day SELECT uid, place, day, person FROM destruction_reading ORDER BY rowid;
DROP TABLE destruction_reading;
ALTER TABLE reading_of_day RENAME TO destruction_reading;

-- What came to an office from another one, as its stations told it.
CREATE TABLE loan (
    station_id TEXT NOT NULL REFERENCES station (station_id),
    -- Its number in the station's books.
    movement BIGINT NOT NULL,
    office TEXT NOT NULL,
    from_office TEXT NOT NULL,
    -- Below zero where a mistake was taken back.
    quantity BIGINT NOT NULL,
    received_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (station_id, movement)
);

CREATE INDEX loan_offices ON loan (office, from_office);

-- Which blanks were used on the strength of a loan, each time one changed its office.
CREATE TABLE lent_blank (
    uid TEXT NOT NULL REFERENCES blank (uid),
    office TEXT NOT NULL,
    from_office TEXT NOT NULL,
    at TEXT NOT NULL
);

CREATE INDEX lent_blank_offices ON lent_blank (office, from_office);

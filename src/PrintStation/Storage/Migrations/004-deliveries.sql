-- Another station of the office that has confirmed the delivery, as the centre says.
ALTER TABLE delivery ADD COLUMN confirmed_by TEXT;

-- Chips of its list that another delivery had brought before: such a box is not booked.
ALTER TABLE delivery ADD COLUMN repeated_uids INTEGER NOT NULL DEFAULT 0;

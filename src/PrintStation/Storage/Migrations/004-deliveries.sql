-- Another station of the office that has confirmed the delivery, as the centre says.
ALTER TABLE delivery ADD COLUMN confirmed_by TEXT;

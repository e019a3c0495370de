-- Grows with each change: what was read before another one changed it is not written.
ALTER TABLE station_user ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Who counted a delivery beside the one who received it; null where one counted alone.
ALTER TABLE delivery ADD COLUMN second TEXT;

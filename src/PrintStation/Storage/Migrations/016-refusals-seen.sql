-- Who has seen to what the centre refused.
ALTER TABLE outbox ADD COLUMN seen_by TEXT;
ALTER TABLE card_fact ADD COLUMN seen_by TEXT;

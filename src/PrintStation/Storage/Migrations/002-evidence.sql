-- What was said and seen when a move was decided, as JSON: a person who must decide about the card later is shown it. No personal data.
ALTER TABLE run_history ADD COLUMN evidence TEXT;

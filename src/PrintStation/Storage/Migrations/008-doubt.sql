-- Books older than the plastic put a job in doubt whatever else is said of it: a revocation or a fence that comes meanwhile does not end the doubt.
ALTER TABLE job ADD COLUMN in_doubt INTEGER NOT NULL DEFAULT 0;
UPDATE job SET in_doubt = 1, stop_reason = NULL WHERE stop_reason = 'books-behind';

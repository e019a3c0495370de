-- What was claimed since the centre told its count is asked with every heartbeat.
CREATE INDEX job_claimed_at ON job (claimed_at);

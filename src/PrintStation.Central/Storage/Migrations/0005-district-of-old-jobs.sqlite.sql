-- Jobs from before the kecamatan was kept: their recordings name it.
UPDATE job SET district = (
    SELECT json_extract(document, '$.citizen.district') FROM recording WHERE recording.recording_id = job.recording_id AND document IS NOT NULL)
WHERE district IS NULL;

-- A blank was in doubt when its hopper was counted: so many may have left though the books had them there, or lay there though the books had
-- them elsewhere. So much of a difference is not judged.
ALTER TABLE day_count ADD COLUMN maybe_gone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day_count ADD COLUMN maybe_there INTEGER NOT NULL DEFAULT 0;

-- The youngest stock-take that was begun before the counts; the clock does not say so where it was wrong.
ALTER TABLE day_record ADD COLUMN last_stock_take INTEGER NOT NULL DEFAULT 0;
-- The day of the record before, where a person said that it was opened while the clock was ahead.
ALTER TABLE day_record ADD COLUMN set_back_from TEXT;
DROP TRIGGER day_record_never_changes;
UPDATE day_record SET last_stock_take = (SELECT coalesce(max(stock_take_id), 0) FROM stock_take WHERE begun_at <= day_record.at);
CREATE TRIGGER day_record_never_changes BEFORE UPDATE ON day_record BEGIN SELECT RAISE(ABORT, 'a record of a day is never changed'); END;

-- A date comes twice where the clock was wrong: what follows a record is what counts.
DROP INDEX day_record_once;
CREATE INDEX day_record_day ON day_record (day);
CREATE TRIGGER day_record_once BEFORE INSERT ON day_record
WHEN EXISTS (SELECT 1 FROM (SELECT day, act FROM day_record ORDER BY record_id DESC LIMIT 1) WHERE day = NEW.day AND (act = 'close' OR NEW.act = 'open'))
BEGIN SELECT RAISE(ABORT, 'a day is opened once, and nothing follows its close'); END;

CREATE TRIGGER day_explanation_never_changes BEFORE UPDATE ON day_explanation BEGIN SELECT RAISE(ABORT, 'an explanation is never changed'); END;
CREATE TRIGGER day_explanation_never_shrinks BEFORE DELETE ON day_explanation BEGIN SELECT RAISE(ABORT, 'an explanation is never deleted'); END;

-- How many differences of its days nobody had explained when it was closed.
ALTER TABLE closed_month ADD COLUMN differences INTEGER NOT NULL DEFAULT 0;

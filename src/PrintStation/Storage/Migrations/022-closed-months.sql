-- What was handed in stays: no closed month is opened again, and none is closed behind another one.
CREATE TRIGGER closed_month_never_changes BEFORE UPDATE ON closed_month BEGIN SELECT RAISE(ABORT, 'a closed month is never changed'); END;
CREATE TRIGGER closed_month_never_shrinks BEFORE DELETE ON closed_month BEGIN SELECT RAISE(ABORT, 'a closed month is never deleted'); END;
CREATE TRIGGER closed_month_only_grows BEFORE INSERT ON closed_month WHEN NEW.month <= (SELECT max(month) FROM closed_month)
BEGIN SELECT RAISE(ABORT, 'a month is closed once, and after the one before'); END;

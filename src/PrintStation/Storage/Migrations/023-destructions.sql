-- The minutes of a destruction and the names of its witnesses stay as they were signed.
CREATE TRIGGER destruction_never_changes BEFORE UPDATE ON destruction BEGIN SELECT RAISE(ABORT, 'a destruction is never changed'); END;
CREATE TRIGGER destruction_never_shrinks BEFORE DELETE ON destruction BEGIN SELECT RAISE(ABORT, 'a destruction is never deleted'); END;
CREATE TRIGGER destruction_only_grows BEFORE INSERT ON destruction
WHEN EXISTS (SELECT 1 FROM destruction WHERE destruction_id = NEW.destruction_id OR document = NEW.document)
BEGIN SELECT RAISE(ABORT, 'a destruction is booked once'); END;

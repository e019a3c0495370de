-- INSERT OR REPLACE deletes what had the key before, and asks no trigger of the deletion: what stands in the books is not written over either.
CREATE TRIGGER ledger_only_grows BEFORE INSERT ON ledger WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'a ledger entry comes after the last one'); END;
CREATE TRIGGER day_record_only_grows BEFORE INSERT ON day_record
WHEN EXISTS (SELECT 1 FROM day_record WHERE record_id = NEW.record_id)
BEGIN SELECT RAISE(ABORT, 'a record of a day is never replaced'); END;
CREATE TRIGGER day_count_only_grows BEFORE INSERT ON day_count
WHEN EXISTS (SELECT 1 FROM day_count WHERE count_id = NEW.count_id OR (record_id = NEW.record_id AND place = NEW.place))
BEGIN SELECT RAISE(ABORT, 'a count of a day is never replaced'); END;
CREATE TRIGGER day_explanation_only_grows BEFORE INSERT ON day_explanation
WHEN EXISTS (SELECT 1 FROM day_explanation WHERE count_id = NEW.count_id)
BEGIN SELECT RAISE(ABORT, 'an explanation is never replaced'); END;
CREATE TRIGGER supply_movement_only_grows BEFORE INSERT ON supply_movement
WHEN EXISTS (SELECT 1 FROM supply_movement WHERE number = NEW.number OR reverses = NEW.reverses)
BEGIN SELECT RAISE(ABORT, 'a movement of supplies is never replaced'); END;
CREATE TRIGGER ribbon_reading_only_grows BEFORE INSERT ON ribbon_reading
WHEN EXISTS (SELECT 1 FROM ribbon_reading WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a reading of a ribbon is never replaced'); END;
CREATE TRIGGER destruction_card_only_grows BEFORE INSERT ON destruction_card
WHEN EXISTS (SELECT 1 FROM destruction_card WHERE destroyed_by = NEW.destroyed_by)
BEGIN SELECT RAISE(ABORT, 'a destroyed card is never replaced'); END;
CREATE TRIGGER box_loss_only_grows BEFORE INSERT ON box_loss
WHEN EXISTS (SELECT 1 FROM box_loss WHERE lost_by = NEW.lost_by)
BEGIN SELECT RAISE(ABORT, 'a loss is never replaced'); END;

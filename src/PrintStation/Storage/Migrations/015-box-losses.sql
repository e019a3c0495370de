-- Cards that should have lain in a box that waits for destruction, and did not: which of them a loss was.
CREATE TABLE box_loss (
    lost_by INTEGER PRIMARY KEY REFERENCES ledger (sequence),
    spoiled_by INTEGER NOT NULL REFERENCES ledger (sequence)
);
CREATE INDEX box_loss_spoiled_by ON box_loss (spoiled_by);
CREATE TRIGGER box_loss_never_changes BEFORE UPDATE ON box_loss BEGIN SELECT RAISE(ABORT, 'a loss is never changed'); END;
CREATE TRIGGER box_loss_never_shrinks BEFORE DELETE ON box_loss BEGIN SELECT RAISE(ABORT, 'a loss is never deleted'); END;

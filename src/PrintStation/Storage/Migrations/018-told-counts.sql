-- When whoever counts was told that a count differs from the books.
ALTER TABLE stock_take ADD COLUMN told_at TEXT;

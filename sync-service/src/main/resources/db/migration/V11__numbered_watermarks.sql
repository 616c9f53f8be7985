-- A number for each watermark, by which their list is read page by page.
--
-- Why: the key has seven columns, of which a page's last row would have to give each to begin the next.
-- Cost: the table is written anew once, under an exclusive lock; it has one row for each table, column
-- and target of increments.

ALTER TABLE watermark ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE;

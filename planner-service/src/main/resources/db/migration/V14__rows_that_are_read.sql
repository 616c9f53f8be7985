-- Why: a table whose first file is not complete has rows on the way already, and who looks at the console
-- is to see them.
--
-- Cost: one column in an update that is made anyway, and an event more a second for each table that is read.

ALTER TABLE table_flows ADD COLUMN rows_read bigint NOT NULL DEFAULT 0;

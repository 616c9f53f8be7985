-- A database that is no longer registered keeps its row.
--
-- Why: plans, builds and observations refer to it, and they are what an audit asks for later. The row
-- is taken for absent wherever databases are looked up; registering the name again brings it back.
--
-- Cost: none; the column is NULL but for what was removed.

ALTER TABLE databases ADD COLUMN removed_at timestamptz;

-- Why: a table may be loaded into a schema of another name. What its increments are read from is
-- kept for each target, so for each of a target's schemas, too.
--
-- Cost: a column, NULL for almost every table; the watermarks' index is built anew, which has a row
-- for each table, column and target.

ALTER TABLE extract_table
  -- NULL for a schema of the source's name.
  ADD COLUMN target_schema text;

ALTER TABLE watermark
  -- '' for a schema of the source's name.
  ADD COLUMN target_schema text NOT NULL DEFAULT '',
  DROP CONSTRAINT watermark_pkey,
  ADD PRIMARY KEY (source, target, target_schema, schema_name, table_name, mode, column_name);

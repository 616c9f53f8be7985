-- How far increments have come.
--
-- Why: an increment goes on where the last one of its table ended, for each target and each of its schemas
-- by itself. A watermark moves in the transaction that ends the increment which holds it. What was seen at
-- the source but may still get rows below it waits beside it.
--
-- Cost: one row for each table, column and target, written twice an increment.

CREATE TABLE watermark (
  source text NOT NULL REFERENCES known_database,
  -- '' for increments that stay in the log.
  target text NOT NULL,
  -- '' for a schema of the source's name.
  target_schema text NOT NULL DEFAULT '',
  schema_name text NOT NULL,
  table_name text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('column', 'xmin')),
  -- '' for xmin.
  column_name text NOT NULL,
  -- Text that the source compares by the column's type; NULL before the first increment has ended.
  value text,
  pending_value text,
  pending_xmax text,
  -- Each with its kind: a session's virtual number, or that of a prepared transaction, which has none.
  pending_transactions text[],
  -- Of the last increment, so that the next one sees what has changed.
  columns jsonb,
  -- The increment that may move it. One that has failed can be retried as long as it is the holder.
  holder uuid REFERENCES extract_table,
  moved_at timestamptz,
  PRIMARY KEY (source, target, target_schema, schema_name, table_name, mode, column_name),
  CHECK ((pending_value IS NULL) = (pending_xmax IS NULL))
);
CREATE INDEX watermark_holder ON watermark (holder);

-- Why: an increment goes on where the last one of its table ended, for each target by itself. That
-- is kept here and nowhere else: a watermark moves in the transaction that ends the increment which
-- holds it. What was seen at the source but may still get rows below it waits beside it.
--
-- Cost: one row for each table, column and target, written twice an increment. The constant defaults
-- of the two counters are kept in the catalog, no row is touched.

CREATE TABLE watermark (
  source text NOT NULL REFERENCES endpoint,
  -- '' for increments that stay in the log.
  target text NOT NULL,
  schema_name text NOT NULL,
  table_name text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('column', 'xmin')),
  -- '' for xmin.
  column_name text NOT NULL,
  -- Text that the source compares by the column's type; NULL before the first increment has ended.
  value text,
  pending_value text,
  pending_xmax text,
  pending_transactions text[],
  -- Of the last increment, so that the next one sees what has changed.
  columns jsonb,
  -- The increment that may move it. One that has failed can be retried as long as it is the holder.
  holder uuid REFERENCES extract_table,
  moved_at timestamptz,
  PRIMARY KEY (source, target, schema_name, table_name, mode, column_name),
  CHECK ((pending_value IS NULL) = (pending_xmax IS NULL))
);

CREATE INDEX watermark_holder ON watermark (holder);

ALTER TABLE extract_table
  ADD COLUMN rows_inserted bigint NOT NULL DEFAULT 0,
  ADD COLUMN rows_replaced bigint NOT NULL DEFAULT 0;

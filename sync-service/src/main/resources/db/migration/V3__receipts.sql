-- Receipts: what was found by reading source, files and target again.
--
-- Why: kept, so that a restart goes on with the tables it lacks and the answer stays the same for whoever
-- asks later. A table that cannot be read again (a column is gone meanwhile) costs the others nothing:
-- why is kept by table.
--
-- Cost: one row a receipt and one a verified table, written once.

CREATE TABLE receipt (
  extract_id uuid PRIMARY KEY REFERENCES extract,
  state text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  error_code text,
  error text
);

CREATE TABLE table_receipt (
  table_id uuid PRIMARY KEY REFERENCES extract_table,
  source_rows bigint NOT NULL,
  file_rows bigint NOT NULL,
  log_rows bigint NOT NULL,
  target_rows bigint NOT NULL,
  source_digest text NOT NULL,
  file_digest text NOT NULL,
  target_digest text NOT NULL,
  files bigint NOT NULL,
  digest_sql text NOT NULL,
  -- Columns that have values which not every reader of the files has as they are (infinity, and moments
  -- outside of the years 1 to 9999), how many, and the rule that they were read by. Source and target may
  -- be equal all the same.
  special_values jsonb,
  verified_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE table_receipt_failure (
  table_id uuid PRIMARY KEY REFERENCES extract_table,
  error_code text NOT NULL,
  error text NOT NULL
);

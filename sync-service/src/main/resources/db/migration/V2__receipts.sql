-- Why: a receipt is what was found by reading source, files and target again. It is kept, so that a
-- restart goes on with the tables it lacks and the answer stays the same for whoever asks later.
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
  verified_at timestamptz NOT NULL DEFAULT now()
);

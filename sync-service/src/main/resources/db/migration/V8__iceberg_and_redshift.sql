-- Loads into catalogs of Iceberg tables, and into an Amazon Redshift.
--
-- Why: a table of an extract becomes one snapshot of an Iceberg table, once. What is known of that is kept
-- here, also what the Iceberg table was like before the first attempt: as long as the history from there
-- on can be read, it says whether a commit took place whose answer was lost. Into a Redshift a table goes
-- by one COPY of all its files, which the cluster reads itself; all else of such a load is kept as of any
-- other.
--
-- Cost: one row a table where that is asked for, written four times at most. Open ones are few.

CREATE TABLE iceberg_commit (
  table_id uuid PRIMARY KEY REFERENCES extract_table,
  -- A registered database, or a catalog that is configured by its address.
  catalog text NOT NULL,
  namespace text NOT NULL,
  table_name text NOT NULL,
  may_create boolean NOT NULL,
  write_mode text NOT NULL CHECK (write_mode IN ('EMPTY', 'APPEND', 'REPLACE')),
  state text NOT NULL DEFAULT 'WAITING'
    CHECK (state IN ('WAITING', 'COMMITTING', 'COMMITTED', 'FAILED')),
  -- Before the first attempt; with the Iceberg table's UUID, and its snapshot, NULL for none.
  begun_at timestamptz,
  base_table text,
  base_snapshot bigint,
  -- NULL although it is committed: its snapshot had expired when that was found.
  snapshot_id bigint,
  committed_at timestamptz,
  error_code text,
  error text,
  CHECK ((begun_at IS NULL) = (base_table IS NULL)),
  CHECK ((state = 'COMMITTED') = (committed_at IS NOT NULL))
);
CREATE INDEX iceberg_commit_open ON iceberg_commit (table_id)
  WHERE state IN ('WAITING', 'COMMITTING');

CREATE TABLE redshift_load (
  table_id uuid PRIMARY KEY REFERENCES extract_table,
  -- By reference: no key is ever kept. NULL for the cluster's default role.
  iam_role text,
  may_create boolean NOT NULL
);

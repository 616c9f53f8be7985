-- Why: where a table's rows lie along its key, what its reading was predicted to take and what it took
-- is what the next plan of the same table goes by, and what people compare. The prediction must be
-- kept as it was: made again later, it would know more.
--
-- Cost: one row for each table of an extract, of about a kilobyte: at most 101 bounds of the key. The
-- last twenty of each table are kept. Written when the extract is planned, with it, and once more at
-- the end of its reading; never while rows are read.

CREATE TABLE table_analysis (
  table_id uuid PRIMARY KEY REFERENCES extract_table,
  source text NOT NULL,
  schema_name text NOT NULL,
  table_name text NOT NULL,
  strategy text NOT NULL,
  planned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- NULL: nothing is known of the key. Between each two bounds there are as many rows.
  key_column text,
  bounds bigint[] CHECK (cardinality(bounds) BETWEEN 1 AND 101),
  remembered boolean NOT NULL,
  -- That a look at both ends of the key took, which is what an empty window takes.
  look_millis double precision NOT NULL,
  predicted_rows bigint NOT NULL,
  predicted_bytes bigint NOT NULL,
  predicted_queries bigint NOT NULL,
  predicted_files bigint NOT NULL,
  predicted_seconds double precision NOT NULL,
  basis text NOT NULL,
  -- From here on: when its reading has ended.
  ended_at timestamptz,
  rows bigint,
  bytes bigint,
  queries bigint,
  files bigint,
  seconds double precision,
  -- NULL where nothing is known of the key.
  sparse_regions int,
  queries_saved bigint,
  files_saved bigint,
  millis_saved bigint,
  CHECK ((key_column IS NULL) = (bounds IS NULL))
) WITH (fillfactor = 80);

CREATE INDEX table_analysis_of_table
  ON table_analysis (source, schema_name, table_name, planned_at DESC);

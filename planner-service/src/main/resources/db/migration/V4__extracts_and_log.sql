-- Projections of the other services' events: tables that are extracted, partitions of the log, and loads
-- that builds follow.
--
-- Why: the pipeline's view shows them beside the builds, and a load that ended makes a plan. log_offset is
-- the Kafka offset of the last event applied: all events of an extract are in one partition, so a
-- redelivery never goes back. How fast a table is read, and until when, is what sync-service works out:
-- it knows the speed of late and what closing the files takes.
--
-- Cost: one update in place for each event; `analysis` is about 2 kB for each table, written twice. What
-- is in motion has a small index of its own, however much has come to rest.

-- Done when it has a plan.
CREATE TABLE loads (
  extract_id uuid NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  source_key text[] NOT NULL,
  rows_loaded bigint NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT now(),
  plan_id uuid REFERENCES plans ON DELETE SET NULL,
  done boolean NOT NULL DEFAULT false,
  error text,
  PRIMARY KEY (extract_id, table_schema, table_name)
);
CREATE INDEX loads_to_plan ON loads (not_before) WHERE NOT done;

CREATE TABLE table_flows (
  extract_id uuid NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  log_offset bigint NOT NULL,
  expected_rows bigint NOT NULL DEFAULT 0,
  rows_extracted bigint NOT NULL DEFAULT 0,
  rows_loaded bigint NOT NULL DEFAULT 0,
  -- With those whose file is not complete.
  rows_read bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  objects bigint NOT NULL DEFAULT 0,
  queries bigint NOT NULL DEFAULT 0,
  empty_queries bigint NOT NULL DEFAULT 0,
  extracted boolean NOT NULL DEFAULT false,
  loaded boolean NOT NULL DEFAULT false,
  error_code text,
  error text,
  -- Where its rows are along the key, what was predicted of its reading, what it took, and what it took
  -- before: a document.
  analysis text,
  -- Rows a second; 0 where that is not known.
  read_rate double precision NOT NULL DEFAULT 0,
  read_ends_at timestamptz,
  loaded_since timestamptz,
  loaded_before bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (extract_id, table_schema, table_name)
) WITH (fillfactor = 50);
CREATE INDEX table_flows_recent ON table_flows (updated_at DESC);
CREATE INDEX table_flows_moving ON table_flows (updated_at DESC)
  WHERE NOT loaded AND error_code IS NULL AND (NOT extracted OR rows_loaded > 0);

-- A log topic is `source.schema.table.` and the first 8 hex digits of the extract.
CREATE TABLE log_partitions (
  topic text NOT NULL,
  partition_number int NOT NULL,
  extract_prefix text NOT NULL,
  table_text text NOT NULL,
  next_offset bigint NOT NULL,
  batches bigint NOT NULL,
  PRIMARY KEY (topic, partition_number)
) WITH (fillfactor = 50);
CREATE INDEX log_partitions_by_table ON log_partitions (extract_prefix, table_text);

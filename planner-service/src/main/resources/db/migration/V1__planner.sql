-- The planner's whole state.
--
-- Why these tables: a registered database and its load line are apart, because the load line is the
-- one hot row of a database (each claim and each end of a build updates it in place) and is locked to
-- serialise claims; a build carries what SQL decides on as columns and the rest of its plan as the
-- document that was announced; berths are global, since they are partitions of Kafka topics.
--
-- Cost: a claim reads builds_waiting (only what waits) and locks three rows by primary key.

CREATE TABLE databases (
  name text PRIMARY KEY,
  host text NOT NULL,
  port int NOT NULL,
  database_name text NOT NULL,
  user_name text NOT NULL,
  ssl_mode text NOT NULL,
  credential text NOT NULL,
  build_on_load boolean NOT NULL,
  lane_large double precision NOT NULL,
  lane_medium double precision NOT NULL,
  registered_at timestamptz NOT NULL
);

CREATE TABLE rules (
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  position int NOT NULL,
  tables text NOT NULL,
  kind text NOT NULL,
  columns text[] NOT NULL,
  PRIMARY KEY (database, position)
);

-- The ledger: limits, and what builds in flight have taken. used_disk_bytes also counts the indexes
-- finished since the database was last registered, for they stay.
CREATE TABLE load_lines (
  database text PRIMARY KEY REFERENCES databases ON DELETE CASCADE,
  milli_cores bigint NOT NULL,
  memory_bytes bigint NOT NULL,
  parallel_workers int NOT NULL,
  temporary_bytes bigint NOT NULL,
  disk_bytes bigint NOT NULL,
  used_milli_cores bigint NOT NULL DEFAULT 0 CHECK (used_milli_cores >= 0),
  used_memory_bytes bigint NOT NULL DEFAULT 0 CHECK (used_memory_bytes >= 0),
  used_parallel_workers int NOT NULL DEFAULT 0 CHECK (used_parallel_workers >= 0),
  used_temporary_bytes bigint NOT NULL DEFAULT 0 CHECK (used_temporary_bytes >= 0),
  used_disk_bytes bigint NOT NULL DEFAULT 0 CHECK (used_disk_bytes >= 0)
) WITH (fillfactor = 50);

CREATE TABLE plans (
  id uuid PRIMARY KEY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  makespan_millis bigint NOT NULL,
  lower_bound_millis bigint NOT NULL,
  bound_by text NOT NULL,
  satisfied text[] NOT NULL,
  warnings text[] NOT NULL
);
CREATE INDEX plans_by_database ON plans (database, created_at);

CREATE TABLE builds (
  id uuid PRIMARY KEY,
  plan_id uuid NOT NULL REFERENCES plans ON DELETE CASCADE,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  lane text NOT NULL,
  milli_cores int NOT NULL,
  memory_bytes bigint NOT NULL,
  parallel_workers int NOT NULL,
  temporary_bytes bigint NOT NULL,
  disk_bytes bigint NOT NULL,
  predicted_millis bigint NOT NULL,
  planned text NOT NULL,
  created_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('PLANNED', 'DISPATCHED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  attempt int NOT NULL,
  attempts_allowed int NOT NULL,
  sequence bigint NOT NULL,
  not_before timestamptz NOT NULL,
  berth int,
  phase text NOT NULL,
  fraction double precision NOT NULL,
  blocker text,
  dispatched_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  actual_millis bigint NOT NULL DEFAULT -1,
  total_millis bigint NOT NULL DEFAULT -1,
  index_bytes bigint NOT NULL DEFAULT -1,
  workers_launched int NOT NULL DEFAULT -1,
  error_code text,
  error text
) WITH (fillfactor = 70);
CREATE INDEX builds_waiting ON builds (database, predicted_millis DESC, id) WHERE state = 'PLANNED';
CREATE INDEX builds_by_plan ON builds (plan_id);
CREATE INDEX builds_ended ON builds (ended_at DESC) WHERE ended_at IS NOT NULL;
-- Two concurrent builds of one table would deadlock in PostgreSQL; whatever else fails, not both are
-- in flight.
CREATE UNIQUE INDEX builds_one_in_flight ON builds (database, table_schema, table_name)
  WHERE state IN ('DISPATCHED', 'RUNNING');

CREATE TABLE berths (
  lane text NOT NULL,
  berth int NOT NULL,
  build_id uuid UNIQUE REFERENCES builds ON DELETE SET NULL,
  PRIMARY KEY (lane, berth)
) WITH (fillfactor = 50);

-- A load that ended and is to be followed by builds; done when it has a plan.
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

-- Projections of other services' events. log_offset is the Kafka offset of the last event applied:
-- all events of an extract are in one partition, so a redelivery never goes back.
CREATE TABLE table_flows (
  extract_id uuid NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  log_offset bigint NOT NULL,
  expected_rows bigint NOT NULL DEFAULT 0,
  rows_extracted bigint NOT NULL DEFAULT 0,
  rows_loaded bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  objects bigint NOT NULL DEFAULT 0,
  queries bigint NOT NULL DEFAULT 0,
  empty_queries bigint NOT NULL DEFAULT 0,
  extracted boolean NOT NULL DEFAULT false,
  loaded boolean NOT NULL DEFAULT false,
  error_code text,
  error text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (extract_id, table_schema, table_name)
) WITH (fillfactor = 50);
CREATE INDEX table_flows_recent ON table_flows (updated_at DESC);

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

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  partition_number int,
  key text NOT NULL,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  body text NOT NULL
);

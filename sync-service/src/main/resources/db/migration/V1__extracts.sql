-- Why: what an extract is to do, how far each of its splits is, and which batches exist, in one
-- place that outlives any process. Kafka only carries the news of it.
--
-- Cost: one row an extract, a table, a split and an object; no row ever grows with the data. The
-- hot rows are split and extract_table, updated once an object: fillfactor leaves room for that on
-- their page, and none of their changing columns is indexed but state, which changes seldom.

CREATE TABLE endpoint (
  name text PRIMARY KEY,
  host text NOT NULL,
  port int NOT NULL,
  database text NOT NULL,
  username text NOT NULL,
  ssl_mode text NOT NULL,
  -- Where the password is to be found, never the password.
  credential text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE extract (
  id uuid PRIMARY KEY,
  source text NOT NULL REFERENCES endpoint,
  target text REFERENCES endpoint,
  started_at timestamptz NOT NULL DEFAULT now(),
  -- A POST repeated with its key finds the extract it has made; another body is refused.
  idempotency_key text UNIQUE,
  request text NOT NULL
);

CREATE TABLE extract_table (
  id uuid PRIMARY KEY,
  extract_id uuid NOT NULL REFERENCES extract,
  ordinal int NOT NULL,
  schema_name text NOT NULL,
  table_name text NOT NULL,
  state text NOT NULL,
  strategy text NOT NULL,
  log_topic text NOT NULL UNIQUE,
  -- How the table looked when it was planned: files and target follow that, not later changes.
  definition jsonb,
  expected_rows bigint NOT NULL DEFAULT 0,
  splits int NOT NULL DEFAULT 0,
  splits_done int NOT NULL DEFAULT 0,
  rows_extracted bigint NOT NULL DEFAULT 0,
  rows_loaded bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  objects bigint NOT NULL DEFAULT 0,
  queries bigint NOT NULL DEFAULT 0,
  empty_queries bigint NOT NULL DEFAULT 0,
  target_prepared boolean NOT NULL DEFAULT false,
  started_at timestamptz,
  ended_at timestamptz,
  error_code text,
  error text,
  sql_state text,
  UNIQUE (extract_id, schema_name, table_name),
  CHECK (rows_loaded <= rows_extracted AND splits_done <= splits)
) WITH (fillfactor = 70);

CREATE INDEX extract_table_open ON extract_table (state)
  WHERE state IN ('PLANNED', 'EXTRACTING', 'EXTRACTED', 'LOADING');

CREATE TABLE split (
  id uuid PRIMARY KEY,
  table_id uuid NOT NULL REFERENCES extract_table,
  number int NOT NULL,
  log_partition int NOT NULL,
  -- Text that the source compares by the key's type. NULL: no bound on that side.
  lower_bound text,
  upper_bound text,
  done boolean NOT NULL DEFAULT false,
  -- Grows with each claim. Whoever holds an older one can announce nothing any more.
  attempt int NOT NULL DEFAULT 0,
  next_sequence bigint NOT NULL DEFAULT 0,
  -- Key of the last announced row, one text a key column; NULL at the beginning.
  last_key text[],
  issued_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (table_id, number)
) WITH (fillfactor = 70);

CREATE INDEX split_open ON split (issued_at) WHERE NOT done;

CREATE TABLE batch (
  split_id uuid NOT NULL REFERENCES split,
  sequence bigint NOT NULL,
  table_id uuid NOT NULL REFERENCES extract_table,
  log_partition int NOT NULL,
  object_key text NOT NULL,
  bytes bigint NOT NULL,
  record_count bigint NOT NULL,
  -- The log's answer; NULL until it is here.
  base_offset bigint,
  loaded_at timestamptz,
  PRIMARY KEY (split_id, sequence),
  -- The log never gives one offset twice: if it ever did, this refuses it.
  UNIQUE (table_id, log_partition, base_offset)
) WITH (fillfactor = 80);

-- What the loader looks for; holds only what is between the log and the target.
CREATE INDEX batch_to_load ON batch (table_id, log_partition, base_offset)
  WHERE base_offset IS NOT NULL AND loaded_at IS NULL;

-- See dev.plimsoll.outbox.Outbox: state and messages are one transaction.
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

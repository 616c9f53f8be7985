-- Maintenance of registered databases: what is set, what was done, what it was found to be like.
--
-- Why: cycles come from one leader among planners, whose lease is a row. Each cycle's writes are one
-- transaction that reads that row under lock, so a leader that was frozen past its lease writes nothing. An
-- action is a row from its proposal to its end, and a job of the ready queue in between; while one of a kind
-- and subject is open there is no second. What a running action takes of its load line stands in its row, as
-- with builds, so that the line can be held against its rows.
--
-- Cost: a row of about 1 kB an action, one of about 100 bytes for each relation and hour. Both are forgotten.

CREATE TABLE maintenance_settings (
  database text PRIMARY KEY REFERENCES databases ON DELETE CASCADE,
  edition bigint NOT NULL DEFAULT 1,
  running boolean NOT NULL DEFAULT false,
  stopped_by text NOT NULL DEFAULT '',
  interval_seconds bigint NOT NULL,
  -- The document that the API takes.
  settings text NOT NULL,
  cycles bigint NOT NULL DEFAULT 0,
  indexes_maintained bigint NOT NULL DEFAULT 0,
  last_maintenance timestamptz,
  last_cycle timestamptz,
  next_cycle timestamptz NOT NULL DEFAULT clock_timestamp(),
  problem text NOT NULL DEFAULT '',
  warnings text NOT NULL DEFAULT '[]'
);

-- One row. A leader renews it as long as it is the holder; another one takes it when it has run out.
CREATE TABLE maintenance_leader (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  epoch bigint NOT NULL,
  holder uuid NOT NULL,
  until timestamptz NOT NULL
);

CREATE TABLE maintenance_actions (
  id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  -- Where the name stood for when it was proposed: databases.account_since.
  account_since bigint NOT NULL,
  kind text NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  subject_schema text NOT NULL,
  subject_name text NOT NULL,
  -- The action as its job runs it.
  action text NOT NULL,
  reason text NOT NULL,
  effect text NOT NULL,
  priority int NOT NULL,
  -- Asked for by a person: goes on while maintenance is stopped.
  by_hand boolean NOT NULL DEFAULT false,
  approved_by text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('PROPOSED', 'QUEUED', 'RUNNING', 'DONE', 'NOT_NEEDED', 'REFUSED',
                                       'FAILED', 'CANCELED')),
  job_id bigint,
  -- The claim that runs it: what another one writes is refused.
  claim_id bigint,
  attempts int NOT NULL DEFAULT 0,
  milli_cores bigint NOT NULL,
  memory_bytes bigint NOT NULL,
  temporary_bytes bigint NOT NULL,
  disk_bytes bigint NOT NULL,
  runtime_seconds bigint NOT NULL,
  -- Whether the load line is charged with it.
  charged boolean NOT NULL DEFAULT false,
  -- What its first attempt has noted of its subject.
  first_look text,
  detail text NOT NULL DEFAULT '',
  bytes_before bigint NOT NULL DEFAULT 0,
  bytes_after bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX maintenance_actions_open
  ON maintenance_actions (database, kind, subject_schema, subject_name) WHERE ended_at IS NULL;
CREATE INDEX maintenance_actions_of_job ON maintenance_actions (job_id) WHERE ended_at IS NULL;
CREATE INDEX maintenance_actions_charged ON maintenance_actions (database) WHERE charged;
CREATE INDEX maintenance_actions_listed ON maintenance_actions (database, number);
CREATE INDEX maintenance_actions_ended ON maintenance_actions (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE maintenance_sizes (
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  schema_name text NOT NULL,
  relation_name text NOT NULL,
  is_index boolean NOT NULL,
  at timestamptz NOT NULL,
  bytes bigint NOT NULL,
  row_count bigint NOT NULL,
  dead_rows bigint NOT NULL,
  PRIMARY KEY (database, schema_name, relation_name, at)
);
CREATE INDEX maintenance_sizes_old ON maintenance_sizes (at);

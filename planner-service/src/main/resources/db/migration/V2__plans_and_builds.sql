-- Plans, their builds, and the slots in which builds run.
--
-- Why: a plan is a draft until somebody applies it. A draft must not be claimable, so its builds are no
-- rows yet: they stand in the plan's documents and become rows when the plan is applied, in one
-- transaction. `document` is the plan as it was approved and never changes; figures that a re-planning
-- changes are the build's. A build carries what SQL decides on as columns. Slots are global, since they
-- are partitions of Kafka topics.
--
-- Cost: a claim reads builds_waiting, which holds only what waits, and locks three rows by primary key. A
-- build is about 1 kB, and its steps as much again, written with events that write the row anyway.

CREATE TABLE plans (
  id uuid PRIMARY KEY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('DRAFT', 'APPROVED', 'RUNNING', 'PAUSED', 'DONE', 'FAILED',
                                       'CANCELLED', 'SUPERSEDED')),
  hash text NOT NULL DEFAULT '',
  strategy text NOT NULL DEFAULT 'moldable',
  document text NOT NULL,
  -- The work of each build of the document, by which a strategy places it anew.
  work text NOT NULL DEFAULT '[]',
  -- What the plan was made for: applying compares it with the catalog.
  facts text NOT NULL DEFAULT '{}',
  paused_by text,
  cancelled_by text,
  approved_by text,
  approved_at timestamptz
);
CREATE INDEX plans_by_database ON plans (database, created_at);
CREATE INDEX plans_by_hash ON plans (hash text_pattern_ops) WHERE hash <> '';

CREATE TABLE builds (
  id uuid PRIMARY KEY,
  plan_id uuid NOT NULL REFERENCES plans ON DELETE CASCADE,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  number int NOT NULL DEFAULT 0,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  created_at timestamptz NOT NULL,
  planned text NOT NULL,
  sizing text,
  -- The build of the partitioned table that this partition's is a part of: that one is done when the last
  -- of its parts is attached. `blocked_by` does not say it: around a foreign partition the whole waits for
  -- the parts, otherwise they for it.
  part_of uuid,
  blocked_by uuid[] NOT NULL DEFAULT '{}',
  -- What it takes of the load line while it is in flight.
  lane text NOT NULL,
  milli_cores int NOT NULL,
  memory_bytes bigint NOT NULL,
  parallel_workers int NOT NULL,
  temporary_bytes bigint NOT NULL,
  disk_bytes bigint NOT NULL,
  wal_bytes_per_second bigint NOT NULL DEFAULT 0,
  predicted_millis bigint NOT NULL,
  alone boolean NOT NULL DEFAULT false,
  priority int NOT NULL DEFAULT 0,
  -- What it gave back while it waits for old snapshots.
  asleep_milli_cores int NOT NULL DEFAULT 0,
  -- Its workers leave when its sort has ended, hours before it does: from then on it is charged as the
  -- one process that it is.
  sorted boolean NOT NULL DEFAULT false,
  -- What it has on disk while it is not in flight, as last looked at: a finished index until somebody
  -- drops it, and what a failure has left.
  kept_bytes bigint NOT NULL DEFAULT 0,
  state text NOT NULL
    CHECK (state IN ('PLANNED', 'DISPATCHED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  attempt int NOT NULL,
  attempts_allowed int NOT NULL,
  sequence bigint NOT NULL,
  not_before timestamptz NOT NULL,
  slot int,
  paused_by text,
  cancel_asked_by text,
  phase text NOT NULL,
  fraction double precision NOT NULL,
  blocker text,
  dispatched_at timestamptz,
  started_at timestamptz,
  -- When anything was last heard of it.
  heard_at timestamptz,
  ended_at timestamptz,
  -- Figures of its end; -1 where they are not known.
  actual_millis bigint NOT NULL DEFAULT -1,
  -- Of actual_millis, for other transactions.
  waited_millis bigint NOT NULL DEFAULT -1,
  total_millis bigint NOT NULL DEFAULT -1,
  index_bytes bigint NOT NULL DEFAULT -1,
  temporary_seen_bytes bigint NOT NULL DEFAULT -1,
  workers_launched int NOT NULL DEFAULT -1,
  error_code text,
  error text,
  offending_keys text NOT NULL DEFAULT '[]',
  -- What its recipe has done, step by step, in the attempt beside it; replaced as a whole.
  steps text NOT NULL DEFAULT '[]',
  steps_attempt int NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX builds_waiting ON builds (database, predicted_millis DESC, id) WHERE state = 'PLANNED';
-- For the pipeline's view, which asks every second for what is in motion.
CREATE INDEX builds_pending ON builds (created_at) WHERE ended_at IS NULL;
CREATE INDEX builds_ended ON builds (ended_at DESC) WHERE ended_at IS NOT NULL;
CREATE INDEX builds_by_plan ON builds (plan_id);
CREATE INDEX builds_listed ON builds (created_at DESC, number, id);
CREATE INDEX builds_of_wholes ON builds (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX builds_kept ON builds (database) WHERE kept_bytes > 0;
-- Two concurrent builds of one table would deadlock in PostgreSQL; whatever else fails, not both are
-- in flight.
CREATE UNIQUE INDEX builds_one_in_flight ON builds (database, table_schema, table_name)
  WHERE state IN ('DISPATCHED', 'RUNNING');

CREATE TABLE slots (
  lane text NOT NULL,
  slot int NOT NULL,
  build_id uuid UNIQUE REFERENCES builds ON DELETE SET NULL,
  PRIMARY KEY (lane, slot)
) WITH (fillfactor = 50);

-- What an extract is to do, how far each of its read tasks is, and which batches there are.
--
-- Why: in one place that outlives any process; Kafka only carries the news of it. A load of files that
-- lie in the bucket is kept as an extract whose read tasks are done already: its tables, read tasks and batches
-- are copies of those that it loads, with offsets of its own, so that loading, retrying and verifying
-- need to know nothing of it. Ranges of blocks mean something under one snapshot only, and a snapshot
-- dies with the session that exported it: so a table that is read under one has generations. What a
-- generation has read is kept here and announced when the last of it is there; a generation whose
-- snapshot is lost before that is superseded, and nothing of it was ever announced.
--
-- Cost: one row an extract, a table, a read task, an object, a generation and a range of blocks (16 MB of heap
-- each, about); no row ever grows with the data. The hot rows are read task and extract_table, updated once
-- an object and, while a file is read, twice a second: fillfactor leaves room for that on their page, and
-- none of their changing columns is indexed but state, which changes seldom.

CREATE TABLE extract (
  id uuid PRIMARY KEY,
  source text NOT NULL REFERENCES known_database,
  target text REFERENCES known_database,
  started_at timestamptz NOT NULL DEFAULT now(),
  -- A POST repeated with its key finds the extract it has made; another body is refused.
  idempotency_key text UNIQUE,
  request text NOT NULL,
  -- The extract whose files this one loads.
  loads uuid REFERENCES extract,
  -- By name: it outlives the schedule and its runs.
  schedule text,
  -- When the bucket was last searched for what a killed process has left of it. Swept long enough after
  -- its end, it has nothing left and is not listed again.
  swept_at timestamptz
);
CREATE INDEX extract_latest ON extract (started_at DESC, id DESC);
CREATE INDEX extract_of_load ON extract (loads) WHERE loads IS NOT NULL;
CREATE INDEX extract_of_schedule ON extract (schedule, started_at) WHERE schedule IS NOT NULL;

CREATE TABLE extract_table (
  id uuid PRIMARY KEY,
  extract_id uuid NOT NULL REFERENCES extract,
  ordinal int NOT NULL,
  schema_name text NOT NULL,
  table_name text NOT NULL,
  -- NULL for a schema of the source's name.
  target_schema text,
  state text NOT NULL,
  strategy text NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  -- How the table looked when it was planned: files and target follow that, not later changes.
  definition jsonb,
  generation int NOT NULL DEFAULT 1,
  log_topic text NOT NULL UNIQUE,
  log_topic_ended boolean NOT NULL DEFAULT false,
  -- A target's table belongs to one load at a time, which is compared in each transaction that writes
  -- there. A later load may take it over from one that has ended, never the other way round. A time, so
  -- that loads of several installations into one target can be compared; a retry is later than what came
  -- before it.
  load_token bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
  target_prepared boolean NOT NULL DEFAULT false,
  -- An increment's keys are yet to be compared with the source's; the table has not ended.
  deletes_open boolean NOT NULL DEFAULT false,
  expected_rows bigint NOT NULL DEFAULT 0,
  read_tasks int NOT NULL DEFAULT 0,
  read_tasks_done int NOT NULL DEFAULT 0,
  rows_extracted bigint NOT NULL DEFAULT 0,
  rows_loaded bigint NOT NULL DEFAULT 0,
  rows_inserted bigint NOT NULL DEFAULT 0,
  rows_replaced bigint NOT NULL DEFAULT 0,
  -- Counted at the target, in one transaction with the deletes, and copied here at the end.
  rows_deleted bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  objects bigint NOT NULL DEFAULT 0,
  queries bigint NOT NULL DEFAULT 0,
  empty_queries bigint NOT NULL DEFAULT 0,
  started_at timestamptz,
  -- When rows were first counted; anew after a rest or a new beginning.
  read_since timestamptz,
  -- When they were counted last, and how many there were.
  read_at timestamptz,
  read_rows bigint NOT NULL DEFAULT 0,
  -- Rows a second, of late; 0 before two counts.
  read_rate double precision NOT NULL DEFAULT 0,
  -- Milliseconds from the last row until the last file is announced, as predicted; 0 before anything is
  -- read.
  read_closing_ms bigint NOT NULL DEFAULT 0,
  ended_at timestamptz,
  error_code text,
  error text,
  sql_state text,
  UNIQUE (extract_id, schema_name, table_name),
  CHECK (rows_loaded <= rows_extracted AND read_tasks_done <= read_tasks)
) WITH (fillfactor = 70);
CREATE INDEX extract_table_open ON extract_table (state)
  WHERE state IN ('PLANNED', 'EXTRACTING', 'EXTRACTED', 'LOADING');
CREATE INDEX extract_table_to_compare ON extract_table (id) WHERE deletes_open;
-- Tables that were loaded and whose topic is there still.
CREATE INDEX extract_table_topic ON extract_table (ended_at)
  WHERE state = 'LOADED' AND NOT log_topic_ended;

CREATE TABLE read_task (
  id uuid PRIMARY KEY,
  table_id uuid NOT NULL REFERENCES extract_table,
  number int NOT NULL,
  log_partition int NOT NULL,
  -- Text that the source compares by the key's type. NULL: no bound on that side.
  lower_bound text,
  upper_bound text,
  -- How often its end was taken over by an idle worker: its reader is refused what it has read beyond the
  -- new end, since the number of ends does not fit any more.
  bounds int NOT NULL DEFAULT 0,
  done boolean NOT NULL DEFAULT false,
  -- Grows with each claim. Whoever holds an older one can announce nothing any more.
  attempt int NOT NULL DEFAULT 0,
  -- Attempts since it last came further that have not been noted as ended, the one at work included. A
  -- row that ends its reader's process does so after every restart: a table where that happened often
  -- enough is set aside.
  unended int NOT NULL DEFAULT 0,
  -- The process of the last attempt.
  reader uuid,
  next_sequence bigint NOT NULL DEFAULT 0,
  -- Key of the last announced row, one text a key column; NULL at the beginning.
  last_key text[],
  -- Key of a row that is read, though its object is not complete; NULL until that is said.
  reading_key text[],
  -- Read in this attempt, and not announced yet; up to two seconds old.
  rows_unannounced bigint NOT NULL DEFAULT 0 CHECK (rows_unannounced >= 0),
  issued_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (table_id, number)
) WITH (fillfactor = 70);
CREATE INDEX read_task_open ON read_task (issued_at) WHERE NOT done;

CREATE TABLE batch (
  read_task_id uuid NOT NULL REFERENCES read_task,
  sequence bigint NOT NULL,
  table_id uuid NOT NULL REFERENCES extract_table,
  log_partition int NOT NULL,
  object_key text NOT NULL,
  bytes bigint NOT NULL,
  record_count bigint NOT NULL,
  -- What source and file were found to have in common before the file was announced; NULL where that
  -- was not asked for.
  digest text,
  -- The log's answer; NULL until it is here.
  base_offset bigint,
  loaded_at timestamptz,
  PRIMARY KEY (read_task_id, sequence),
  -- The log never gives one offset twice: if it ever did, this refuses it.
  UNIQUE (table_id, log_partition, base_offset)
) WITH (fillfactor = 80);
-- What the loader looks for; holds only what is between the log and the target.
CREATE INDEX batch_to_load ON batch (table_id, log_partition, base_offset)
  WHERE base_offset IS NOT NULL AND loaded_at IS NULL;

CREATE TABLE generation (
  table_id uuid NOT NULL REFERENCES extract_table,
  number int NOT NULL,
  -- NULL until a worker has had it exported at the source.
  snapshot text,
  heap_file bigint,
  pages bigint,
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  superseded_at timestamptz,
  superseded_because text,
  -- What was read for nothing.
  superseded_rows bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (table_id, number)
);

CREATE TABLE block_range (
  table_id uuid NOT NULL,
  generation int NOT NULL,
  number int NOT NULL,
  first_page bigint NOT NULL,
  -- NULL: the heap's end.
  end_page bigint,
  -- Who reads it; NULL while it waits.
  read_task_id uuid REFERENCES read_task,
  attempt int,
  -- The batch that holds its rows; NULL until that is complete.
  sequence bigint,
  PRIMARY KEY (table_id, generation, number),
  FOREIGN KEY (table_id, generation) REFERENCES generation (table_id, number)
) WITH (fillfactor = 70);
CREATE INDEX block_range_waiting ON block_range (table_id, generation, number)
  WHERE read_task_id IS NULL;
CREATE INDEX block_range_of_read_task ON block_range (read_task_id) WHERE read_task_id IS NOT NULL;

-- Log topics that are to be deleted, until the log has said that they are: the log gets slower with every
-- partition that it keeps.
CREATE TABLE ended_topic (
  topic text PRIMARY KEY,
  ended_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

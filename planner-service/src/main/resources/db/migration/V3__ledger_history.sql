-- Every change of a load line, in its order, and what finished builds have taught.
--
-- Why: that the sum in flight never passed a line is to be provable afterwards, so the statement that
-- claims and the one that releases write what they changed and what was in use then. Rows are only ever
-- added. Observations are kept one by one, because what is learned from them is a median, and medians
-- cannot be merged.
--
-- Cost: two or three rows of about 150 bytes for each attempt, without an index beyond the key: it is
-- read by tests and by people. One observation for each finished build.

CREATE TABLE ledger_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  database text NOT NULL,
  build_id uuid NOT NULL,
  attempt int NOT NULL,
  what text NOT NULL
    CHECK (what IN ('CLAIM', 'SORTED', 'RELEASE', 'ASLEEP', 'AWAKE', 'DISK', 'MENDED')),
  milli_cores bigint NOT NULL,
  memory_bytes bigint NOT NULL,
  parallel_workers int NOT NULL,
  temporary_bytes bigint NOT NULL,
  disk_bytes bigint NOT NULL,
  wal_bytes_per_second bigint NOT NULL,
  used_milli_cores bigint NOT NULL,
  used_memory_bytes bigint NOT NULL,
  used_parallel_workers int NOT NULL,
  used_temporary_bytes bigint NOT NULL,
  used_disk_bytes bigint NOT NULL,
  used_wal_bytes_per_second bigint NOT NULL
);

CREATE TABLE observations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  build_id uuid,
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  key_kind text NOT NULL,
  seen text NOT NULL
);
CREATE INDEX observations_by_database ON observations (database, id DESC);

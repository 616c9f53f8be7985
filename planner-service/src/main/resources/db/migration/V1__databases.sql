-- Registered databases: where they are, what must exist there, and their load lines.
--
-- Why: a database and its load line are apart, because the load line is the one hot row of a database:
-- each claim and each end of a build updates it in place, and it is locked to serialise claims. A load
-- line belongs to a server. Two databases of one server, or two names of one database, share one machine;
-- each registration keeps a row, so that a claim writes one row, and what counts is the sum over the rows
-- of a server, which `server_lines` shows. A database that is no longer registered keeps its row, since
-- plans, builds and observations refer to it and an audit asks for them; registering the name again
-- brings it back.
--
-- Cost: a claim locks as many rows as a server has registrations. `replicas_seen` has a row for each
-- standby, rewritten once a minute while builds wait there, and forgotten a day after it was last seen.

CREATE TABLE databases (
  name text PRIMARY KEY,
  kind text NOT NULL DEFAULT 'POSTGRES',
  uses text[] NOT NULL DEFAULT '{SOURCE,TARGET,BUILD}',
  host text NOT NULL,
  port int NOT NULL,
  database_name text NOT NULL,
  user_name text NOT NULL,
  ssl_mode text NOT NULL,
  -- Where the password is to be found, or the sealed password; never the password.
  credential text NOT NULL,
  build_on_load boolean NOT NULL,
  lane_large double precision NOT NULL,
  lane_medium double precision NOT NULL,
  registered_at timestamptz NOT NULL,
  removed_at timestamptz,
  -- A command names a database and the revision of its registration: it grows with every change of the
  -- address. From account_since on the name stands for the host, port, database and user of today.
  revision bigint NOT NULL DEFAULT 1,
  -- Grows with every change of the registration: whoever edits it names the one that he has read.
  edition bigint NOT NULL DEFAULT 1,
  account_since bigint NOT NULL DEFAULT 1,
  strategy text NOT NULL DEFAULT 'moldable',
  window_opens time,
  window_millis bigint,
  window_zone text,
  paused_by text,
  -- What the server said of itself at registration: a document that is only shown.
  server text,
  server_workers int NOT NULL DEFAULT 8,
  min_parallel_scan_bytes bigint NOT NULL DEFAULT 8388608
);

-- Who has changed which registration, when and why; as it was afterwards, null where it was removed.
CREATE TABLE database_changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  edition bigint NOT NULL,
  at timestamptz NOT NULL,
  changed_by text NOT NULL,
  reason text,
  -- The document that the API answers, without a password.
  registration text,
  -- SHA-256 of the request, by which the same one, sent again without its answer, is known.
  request bytea
);

CREATE INDEX database_changes_database ON database_changes (database, id);

CREATE TABLE rules (
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  position int NOT NULL,
  tables text NOT NULL,
  -- The document that the API takes.
  definition text NOT NULL,
  PRIMARY KEY (database, position)
);

-- The ledger: limits, and what builds in flight have taken. A limit of 0 is none, but for cores, memory,
-- workers, temporary files and disk.
CREATE TABLE load_lines (
  database text PRIMARY KEY REFERENCES databases ON DELETE CASCADE,
  -- The server's system identifier, else the registration's own name.
  server text NOT NULL,
  milli_cores bigint NOT NULL,
  memory_bytes bigint NOT NULL,
  parallel_workers int NOT NULL,
  temporary_bytes bigint NOT NULL,
  disk_bytes bigint NOT NULL,
  wal_bytes_per_second bigint NOT NULL DEFAULT 0,
  disk_bytes_per_second bigint NOT NULL DEFAULT 0,
  replica_lag_bytes bigint NOT NULL DEFAULT 0,
  replica_lag_seconds bigint NOT NULL DEFAULT 0,
  ignored_replicas text[] NOT NULL DEFAULT '{}',
  concurrent_builds int NOT NULL DEFAULT 0,
  used_milli_cores bigint NOT NULL DEFAULT 0 CHECK (used_milli_cores >= 0),
  used_memory_bytes bigint NOT NULL DEFAULT 0 CHECK (used_memory_bytes >= 0),
  used_parallel_workers int NOT NULL DEFAULT 0 CHECK (used_parallel_workers >= 0),
  used_temporary_bytes bigint NOT NULL DEFAULT 0 CHECK (used_temporary_bytes >= 0),
  -- With what builds that are not in flight have on disk: see builds.kept_bytes.
  used_disk_bytes bigint NOT NULL DEFAULT 0 CHECK (used_disk_bytes >= 0),
  used_wal_bytes_per_second bigint NOT NULL DEFAULT 0 CHECK (used_wal_bytes_per_second >= 0),
  -- Counts whatever may change a decision of the dispatcher, so that it need not decide again while
  -- nothing has happened.
  generation bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE INDEX load_lines_by_server ON load_lines (server);

-- The limits of a registration beside the sums of its server. A database that was removed counts for
-- itself alone: nobody looks there any more, so what is dropped later would stay taken for ever.
CREATE VIEW server_lines AS
SELECT l.database, l.server, l.milli_cores, l.memory_bytes, l.parallel_workers, l.temporary_bytes,
       l.disk_bytes, l.wal_bytes_per_second, l.disk_bytes_per_second, l.replica_lag_bytes,
       l.replica_lag_seconds, l.ignored_replicas, l.concurrent_builds, s.*
FROM load_lines l,
     LATERAL (SELECT sum(o.generation)::bigint AS generation,
                     sum(o.used_milli_cores)::bigint AS used_milli_cores,
                     sum(o.used_memory_bytes)::bigint AS used_memory_bytes,
                     sum(o.used_parallel_workers)::int AS used_parallel_workers,
                     sum(o.used_temporary_bytes)::bigint AS used_temporary_bytes,
                     sum(o.used_disk_bytes)::bigint AS used_disk_bytes,
                     sum(o.used_wal_bytes_per_second)::bigint AS used_wal_bytes_per_second
              FROM load_lines o JOIN databases d ON d.name = o.database
              WHERE o.server = l.server AND (d.removed_at IS NULL OR o.database = l.database)) s;

-- A replica that has no slot and is disconnected is in no view of its primary: only who has seen it
-- before knows that it is missing.
CREATE TABLE replicas_seen (
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  name text NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (database, name)
);

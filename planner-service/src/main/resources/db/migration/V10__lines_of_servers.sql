-- A load line belongs to a server; disk is what is on it; a build asleep keeps no core.
--
-- Why: two databases of one server, or two names of one database, share one machine. Each registration
-- keeps a row, so that a claim writes one row as before; what counts is the sum over the rows of a
-- server, which `server_lines` shows, and which a claim compares under the locks of all of them. The
-- server is recognised by its system identifier, else it is the registration's own.
-- `kept_bytes` is what a build that is not in flight has on disk, as last looked at: a finished index
-- until somebody drops it, and what a failure has left. `asleep_milli_cores` is what a build gave back
-- while it waits for old snapshots. `heard_at` is when anything was last heard of it.
--
-- Cost: a claim locks as many rows as a server has registrations. The backfill reads every build once.

ALTER TABLE load_lines ADD COLUMN server text;
UPDATE load_lines SET server = 'database ' || database;
ALTER TABLE load_lines ALTER COLUMN server SET NOT NULL;
CREATE INDEX load_lines_by_server ON load_lines (server);

ALTER TABLE builds
  ADD COLUMN kept_bytes bigint NOT NULL DEFAULT 0,
  ADD COLUMN asleep_milli_cores int NOT NULL DEFAULT 0,
  ADD COLUMN heard_at timestamptz;
UPDATE builds b SET kept_bytes = b.index_bytes
FROM databases d
WHERE d.name = b.database AND b.state = 'SUCCEEDED' AND b.index_bytes > 0
  AND b.ended_at >= d.registered_at;
UPDATE builds SET heard_at = clock_timestamp() WHERE state IN ('DISPATCHED', 'RUNNING');
CREATE INDEX builds_kept ON builds (database) WHERE kept_bytes > 0;
UPDATE load_lines l SET used_disk_bytes =
  (SELECT coalesce(sum(CASE WHEN b.state IN ('DISPATCHED', 'RUNNING') THEN b.disk_bytes
                            ELSE b.kept_bytes END), 0)
   FROM builds b WHERE b.database = l.database);

ALTER TABLE ledger_history
  DROP CONSTRAINT ledger_history_what_check,
  ADD CHECK (what IN ('CLAIM', 'SORTED', 'RELEASE', 'ASLEEP', 'AWAKE', 'DISK', 'MENDED'));

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
              FROM load_lines o WHERE o.server = l.server) s;

-- What a database that is no longer registered has left on disk is nobody's to count.
--
-- Why: nobody looks there any more, so what is dropped later would stay taken for ever.
--
-- Cost: none.

CREATE OR REPLACE VIEW server_lines AS
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

-- Replicas by what they lag in bytes and in seconds, those that are ignored, those that were there.
--
-- Why: a replica that has no slot and is disconnected is in no view of its primary. Only who has seen it
-- before knows that it is missing, and that nobody knows how far behind it is. `concurrent_builds` is a
-- limit of its own for who wants few builds whatever their size.
--
-- Cost: a row for each standby of a database, rewritten once a minute while builds wait there; forgotten
-- a day after it was last seen.

ALTER TABLE load_lines
  ADD COLUMN replica_lag_seconds bigint NOT NULL DEFAULT 0,
  ADD COLUMN ignored_replicas text[] NOT NULL DEFAULT '{}',
  ADD COLUMN concurrent_builds int NOT NULL DEFAULT 0;

CREATE TABLE replicas_seen (
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  name text NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (database, name)
);

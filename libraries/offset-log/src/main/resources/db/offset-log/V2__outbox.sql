-- Messages of log.commits wait here until Kafka has them.
--
-- Why: offsets and the message about them are one transaction, so no commit is told that did not
-- happen and none that happened stays untold. A partition's rows are written under its lock, so ids
-- grow in the order of offsets.
--
-- What it costs: one row in, one out for each batch; about 400 bytes of WAL each, and dead rows that
-- autovacuum clears by count. It is the largest part of what a batch costs here.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  partition_number int,
  key text NOT NULL,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  body text NOT NULL
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

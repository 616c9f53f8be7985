-- The W3C traceparent of what asked for it.
--
-- Why: read tasks and loads go on by other threads, and after a crash in other processes; all with the trace
-- of the request that made their extract.
--
-- Cost: 55 bytes in each row; no column has a default, so no row is written again.

ALTER TABLE outbox ADD COLUMN traceparent text;
ALTER TABLE extract ADD COLUMN traceparent text;

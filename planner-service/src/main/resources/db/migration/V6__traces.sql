-- The W3C traceparent of what asked for it.
--
-- Why: a build is sent, and a load is planned, long after the request or message that caused it, by another
-- thread or after a crash by another process. Those go on with the same trace.
--
-- Cost: 55 bytes in each row; no column has a default, so no row is written again.

ALTER TABLE outbox ADD COLUMN traceparent text;
ALTER TABLE builds ADD COLUMN traceparent text;
ALTER TABLE loads ADD COLUMN traceparent text;

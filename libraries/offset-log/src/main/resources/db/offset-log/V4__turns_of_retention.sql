-- One process at a time looks for what is to be removed.
--
-- Why. Each process went over every partition of a deleted topic, in three transactions for an empty one and
-- four for one with a segment, whether or not another process was at it or had cleared it.
--
-- What it costs: a row that is moved in place once in a round, and one transaction of every other process.

-- A matter of thrift alone: processes that remove side by side lock what they remove. Where a round takes
-- longer than its turn, the next process begins beside it, with what is left then.
CREATE TABLE retention_turn (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  taken_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);
INSERT INTO retention_turn DEFAULT VALUES;

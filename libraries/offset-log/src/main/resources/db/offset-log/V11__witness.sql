-- What processes know the log again by.
--
-- Why. A process remembers numbers: of producers, of partitions, of files to come. An asynchronous
-- failover or a restore takes the commits back that drew them, and the same numbers are given again,
-- to others. So memory is bound to the database's history: the system identifier, the timeline, when
-- the server was started, the database's oid, and a row that the process wrote here. Where one of them
-- is another on a new connection, all is forgotten.
--
-- What it costs: a row each time that a process starts or has forgotten; it goes after 30 days. A
-- process that lives longer forgets once more, and reads again what it needs.
CREATE TABLE memory_witness (
  witness uuid PRIMARY KEY,
  written_at timestamptz NOT NULL DEFAULT now()
);

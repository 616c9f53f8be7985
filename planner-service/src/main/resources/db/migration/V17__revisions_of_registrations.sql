-- A command names a database and the revision of its registration: it grows with every change of the
-- address. From account_since on the name stands for the host, port, database and user of today.
ALTER TABLE databases
  ADD COLUMN revision bigint NOT NULL DEFAULT 1,
  ADD COLUMN account_since bigint NOT NULL DEFAULT 1;

-- What OpenLineage was sent of a table.
--
-- Why: so that the rest follows from the table's row. There is no queue of events: an endpoint that is
-- away for a day costs nothing but being late, and nothing is written in the transaction of a run.
--
-- Cost: a row for each table and job, while lineage is on; updated once or twice.

CREATE TABLE lineage_run (
  table_id uuid NOT NULL REFERENCES extract_table,
  job text NOT NULL CHECK (job IN ('EXTRACT', 'LOAD')),
  -- From 1 on; a retry after a failure that was sent is another run.
  run_number int NOT NULL,
  event text NOT NULL CHECK (event IN ('START', 'COMPLETE', 'FAIL')),
  told_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (table_id, job)
) WITH (fillfactor = 70);

-- What retention removes: segments, the objects behind them, producers that were forgotten.
--
-- Why. A partition's floor moves forward first, in its own row, which nobody who gives offsets looks at;
-- then its segments go by ranges of their key, some hundred a transaction, each with the references that
-- its batches had. A file to which nothing refers any more waits here until its object is gone: the row
-- of the file stays as long, so that who refers to it anew and who deletes it meet in one lock.
--
-- What it costs: a removed batch is an update of its file's row, once for all that a transaction
-- removes of it; a file that is done with is a row here, in and out. The rows that die are cleared by
-- count, not when a fifth of a large table is dead.

ALTER TABLE file
  -- A topic that does not own its objects had batches in it: the object is not ours to delete.
  ADD COLUMN shared boolean NOT NULL DEFAULT false,
  SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE segment
  SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);

-- Files that no batch refers to any more: an outbox to object storage.
CREATE TABLE unreferenced_file (
  file_id bigint PRIMARY KEY,
  due_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  last_error text COLLATE "C"
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX unreferenced_file_due ON unreferenced_file (due_at);

-- Why: what a killed process has left in the bucket of an extract that is not gone on with is looked for
-- at intervals. An extract that was swept long enough after its end has nothing left and is not
-- listed again, however many there are.
--
-- Cost: a nullable column, no row is touched; written once an interval while an extract runs.

ALTER TABLE extract ADD COLUMN swept_at timestamptz;

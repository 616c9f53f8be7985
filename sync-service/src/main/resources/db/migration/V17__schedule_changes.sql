-- Why: who has made, paused, resumed or removed what is extracted by the clock is wanted to be known
-- later, also of a schedule that is gone. And a schedule leaves an extract behind each time: those
-- that nobody needs any more are removed with all that is noted of them. That goes by the schedule's
-- name in the extract, which outlives the schedule and its runs.
--
-- Cost: a row of some hundred bytes each time that a person changes something. A nullable column; the
-- extracts of runs that are known are written once here. Two indexes that removing rows needs: one a
-- run, one a range of blocks that somebody reads or has read; a third holds the extracts of schedules.

CREATE TABLE schedule_change (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  schedule text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  act text NOT NULL CHECK (act IN ('CREATED', 'PAUSED', 'RESUMED', 'RUN', 'REMOVED')),
  -- As the caller has said: the API has one token for all.
  changed_by text NOT NULL CHECK (changed_by <> ''),
  reason text CHECK (reason <> ''),
  -- What was extracted, how often, with a receipt or without, as it was then.
  request text NOT NULL,
  every_seconds bigint NOT NULL,
  verify boolean NOT NULL
);

CREATE INDEX schedule_change_of ON schedule_change (schedule, number);

CREATE TRIGGER schedule_change_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON schedule_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE extract ADD COLUMN schedule text;

UPDATE extract e SET schedule = r.schedule FROM schedule_run r WHERE r.extract_id = e.id;

CREATE INDEX extract_of_schedule ON extract (schedule, started_at) WHERE schedule IS NOT NULL;
CREATE INDEX schedule_run_of_extract ON schedule_run (extract_id);
CREATE INDEX block_range_of_split ON block_range (split_id) WHERE split_id IS NOT NULL;

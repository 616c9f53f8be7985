-- Extracts that begin by the clock, of any number of pods, each due time once.
--
-- Why: a run is one row, made in the transaction that moves its schedule on to the next due time, and said
-- to have started in the transaction that makes its extract: a kill leaves both or none. Of one schedule
-- at most one run is open: the partial unique index says so, whatever the code does. Times are the
-- database's, whose clock all pods share. Changes are kept, also of a schedule that is gone.
--
-- Cost: one row a schedule and a run, of which the service keeps the last 1,000 of each schedule, and one
-- each time that a person changes something. The look for what is due reads schedule_next and
-- schedule_run_open alone.

CREATE TABLE schedule (
  name text PRIMARY KEY,
  source text NOT NULL REFERENCES known_database,
  target text REFERENCES known_database,
  -- What each run asks for, as JSON.
  request text NOT NULL,
  every_seconds bigint NOT NULL CHECK (every_seconds > 0),
  verify boolean NOT NULL,
  -- Grows with each edit: an edit of an older one is refused.
  edition bigint NOT NULL DEFAULT 1,
  paused boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  next_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX schedule_next ON schedule (next_at) WHERE NOT paused;

CREATE TABLE schedule_run (
  id uuid PRIMARY KEY,
  schedule text NOT NULL REFERENCES schedule ON DELETE CASCADE,
  number bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('STARTING', 'RUNNING', 'DONE', 'FAILED')),
  due_at timestamptz NOT NULL,
  asked boolean NOT NULL,
  missed bigint NOT NULL DEFAULT 0,
  skipped bigint NOT NULL DEFAULT 0,
  -- Grows with each attempt to start it; an older one can no longer end it.
  attempts int NOT NULL DEFAULT 0,
  -- Before then nobody else tries: it is being started, or that has failed a moment ago.
  try_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  extract_id uuid REFERENCES extract,
  -- As the schedule was when the run began: it may be edited meanwhile.
  verify boolean NOT NULL DEFAULT false,
  started_at timestamptz,
  ended_at timestamptz,
  proven boolean,
  error_code text,
  error text,
  UNIQUE (schedule, number),
  CHECK (state <> 'RUNNING' OR extract_id IS NOT NULL)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX schedule_run_open ON schedule_run (schedule)
  WHERE state IN ('STARTING', 'RUNNING');
CREATE INDEX schedule_run_of_extract ON schedule_run (extract_id);

CREATE TABLE schedule_change (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  schedule text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  act text NOT NULL CHECK (act IN ('CREATED', 'EDITED', 'PAUSED', 'RESUMED', 'RUN', 'REMOVED')),
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

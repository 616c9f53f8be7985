-- A plan is a draft until somebody applies it; what is claimed obeys more lines and more people.
--
-- Why: a draft must not be claimable, so its builds are no rows yet: they stand in the plan's document,
-- with what a strategy needs to place them anew, and become rows when the plan is applied, in one
-- transaction. The document is the plan as it was approved and never changes; figures that a re-planning
-- changes are the build's. `facts` is what the plan was made for: applying compares it with the catalog.
-- A rule keeps its whole definition as the document that the API takes; columns lost all but the key.
-- `sorted`: a build's workers leave when its sort has ended, hours before it does; from then on it is
-- charged as the one process that it is.
-- `generation` counts whatever may change a decision of the dispatcher, so that it need not decide again
-- while nothing has happened.
--
-- Cost: each build row grows by some 300 bytes for its sizing, which only the dispatcher reads; a claim
-- reads one plan and one database row more, by primary key. The backfill reads every build once.

ALTER TABLE rules ADD COLUMN definition text;
UPDATE rules SET definition = json_build_object('kind', kind, 'columns', columns)::text;
ALTER TABLE rules ALTER COLUMN definition SET NOT NULL, DROP COLUMN kind, DROP COLUMN columns;

ALTER TABLE databases
  ADD COLUMN strategy text NOT NULL DEFAULT 'moldable',
  ADD COLUMN window_opens time,
  ADD COLUMN window_millis bigint,
  ADD COLUMN window_zone text,
  ADD COLUMN paused_by text,
  ADD COLUMN server_workers int NOT NULL DEFAULT 8,
  ADD COLUMN min_parallel_scan_bytes bigint NOT NULL DEFAULT 8388608;

ALTER TABLE load_lines
  ADD COLUMN wal_bytes_per_second bigint NOT NULL DEFAULT 0,
  ADD COLUMN disk_bytes_per_second bigint NOT NULL DEFAULT 0,
  ADD COLUMN replica_lag_bytes bigint NOT NULL DEFAULT 0,
  ADD COLUMN used_wal_bytes_per_second bigint NOT NULL DEFAULT 0 CHECK (used_wal_bytes_per_second >= 0),
  ADD COLUMN generation bigint NOT NULL DEFAULT 0;

ALTER TABLE plans
  ADD COLUMN state text,
  ADD COLUMN hash text NOT NULL DEFAULT '',
  ADD COLUMN strategy text NOT NULL DEFAULT 'moldable',
  ADD COLUMN document text,
  ADD COLUMN sized text NOT NULL DEFAULT '[]',
  ADD COLUMN facts text NOT NULL DEFAULT '{}',
  ADD COLUMN paused_by text,
  ADD COLUMN cancelled_by text,
  ADD COLUMN approved_by text,
  ADD COLUMN approved_at timestamptz;
UPDATE plans p SET
  document = json_build_object(
    'id', p.id, 'database', p.database, 'createdAt', p.created_at,
    'builds', (SELECT coalesce(json_agg(b.planned::json ORDER BY b.predicted_millis DESC, b.id), '[]')
               FROM builds b WHERE b.plan_id = p.id),
    'makespanMillis', p.makespan_millis, 'lowerBoundMillis', p.lower_bound_millis,
    'boundBy', p.bound_by, 'satisfied', p.satisfied, 'warnings', p.warnings,
    'state', 'DRAFT', 'predictionErrorPercent', -1)::text,
  state = (SELECT CASE WHEN bool_or(b.state IN ('PLANNED', 'DISPATCHED', 'RUNNING')) THEN 'RUNNING'
                       WHEN bool_or(b.state = 'FAILED') THEN 'FAILED'
                       ELSE 'DONE' END
           FROM builds b WHERE b.plan_id = p.id);
ALTER TABLE plans
  ALTER COLUMN state SET NOT NULL,
  ADD CHECK (state IN ('DRAFT', 'APPROVED', 'RUNNING', 'PAUSED', 'DONE', 'FAILED', 'CANCELLED',
                       'SUPERSEDED')),
  ALTER COLUMN document SET NOT NULL,
  DROP COLUMN makespan_millis, DROP COLUMN lower_bound_millis, DROP COLUMN bound_by,
  DROP COLUMN satisfied, DROP COLUMN warnings;
CREATE INDEX plans_by_hash ON plans (hash text_pattern_ops) WHERE hash <> '';

ALTER TABLE builds
  DROP CONSTRAINT builds_state_check,
  ADD CHECK (state IN ('PLANNED', 'DISPATCHED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  ADD COLUMN number int NOT NULL DEFAULT 0,
  ADD COLUMN blocked_by uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN alone boolean NOT NULL DEFAULT false,
  ADD COLUMN wal_bytes_per_second bigint NOT NULL DEFAULT 0,
  ADD COLUMN priority int NOT NULL DEFAULT 0,
  ADD COLUMN sorted boolean NOT NULL DEFAULT false,
  ADD COLUMN paused_by text,
  ADD COLUMN cancel_asked_by text,
  ADD COLUMN sizing text,
  ADD COLUMN temporary_seen_bytes bigint NOT NULL DEFAULT -1,
  ADD COLUMN offending_keys text NOT NULL DEFAULT '[]';

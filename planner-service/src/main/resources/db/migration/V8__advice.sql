-- Analyses of databases, and the recommendations and findings that came of them.
--
-- Why: an analysis takes seconds to minutes, so it is a row that a planner takes for a while: `owner` is
-- drawn anew for each attempt, and what an attempt finds is only stored while the row is still its own, so
-- that a planner that was frozen overwrites nothing. A lease that ran out is taken by whoever comes, and a
-- second time by nobody. `scratch` names the schemas in the target that attempts may have left there.
-- A recommendation is one of its database, table and definition: the next analysis updates it. A finding is
-- one of its database, kind and object. What it was when it was dismissed stays beside it, so that one that
-- has become much worse is told from one that has other figures. An index that only a standby reads is used:
-- analyses ask the standbys of a registration, `host:port` each.
--
-- Cost: an update each few seconds of the one analysis that runs; results are some 100 kB each, the last 50
-- of a database are kept; recommendations are some kB each, 200 more at most with each analysis; findings are
-- some kB each, 1,000 of a kind at most, and each analysis updates those that it finds again.

ALTER TABLE databases ADD COLUMN standbys text[] NOT NULL DEFAULT '{}';

CREATE TABLE analyses (
  id uuid PRIMARY KEY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  request text NOT NULL,
  state text NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
  phase text NOT NULL DEFAULT 'waits for a planner',
  attempt int NOT NULL DEFAULT 0,
  owner uuid,
  leased_until timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  scratch text[] NOT NULL DEFAULT '{}',
  result text,
  error_code text,
  error text
);
CREATE UNIQUE INDEX analyses_one_running ON analyses (database) WHERE state = 'RUNNING';
CREATE INDEX analyses_by_database ON analyses (database, asked_at DESC);
CREATE INDEX analyses_with_scratch ON analyses (ended_at)
  WHERE scratch <> '{}' AND state <> 'RUNNING';

CREATE TABLE recommendations (
  id uuid PRIMARY KEY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  -- SHA-256 of table and definition.
  identity text NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  -- Which evidence it was last proposed by.
  source text NOT NULL,
  state text NOT NULL DEFAULT 'OPEN'
    CHECK (state IN ('OPEN', 'DISMISSED', 'PLANNED', 'BUILT', 'PAID', 'DID_NOT_PAY', 'GONE')),
  priority int NOT NULL,
  saved_share double precision NOT NULL,
  proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  analysis uuid NOT NULL,
  document text NOT NULL,
  dismissed_by text,
  dismissed_at timestamptz,
  plan_id uuid,
  built_at timestamptz,
  -- When its statements are to be looked at again.
  look_at timestamptz,
  -- Counters of its statements when it was built, and what has become of them.
  baseline text,
  outcome text,
  UNIQUE (database, identity)
);
CREATE INDEX recommendations_listed ON recommendations (seen_at DESC, id);
CREATE INDEX recommendations_followed ON recommendations (look_at)
  WHERE state IN ('PLANNED', 'BUILT');

CREATE TABLE findings (
  id uuid PRIMARY KEY,
  database text NOT NULL REFERENCES databases ON DELETE CASCADE,
  -- SHA-256 of code and object.
  identity text NOT NULL,
  state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'DISMISSED', 'GONE')),
  priority int NOT NULL,
  gain_bytes bigint NOT NULL,
  found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  analysis uuid NOT NULL,
  document text NOT NULL,
  -- All four or none.
  dismissed_by text,
  dismissed_at timestamptz,
  dismissed_priority int,
  dismissed_gain_bytes bigint,
  UNIQUE (database, identity)
);

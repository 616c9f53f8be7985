-- Jobs, what they wait for, and the queue of those that are ready.
--
-- Its version is one of the planner's, in whose schema it is.
--
-- Why. A worker offers cores, memory, GPUs, disk and time, and gets ready jobs that fit into them together,
-- the largest first. Whether a job fits, and where it stands in the order, follows from what it needs
-- alone, so both belong to a class of equal needs, of which there are few, and not to the job, of which
-- there are many. A claim goes through the classes in their order and takes the oldest jobs of each that
-- fits: first fit over classes is first fit over all jobs, and no job is sorted.
--
-- What it costs. A job is a row that is written once (job), one that is updated in place (job_state, no index
-- on what changes, pages half empty, so that updates are HOT) and, while it is ready, a narrow row that is
-- only inserted and deleted (ready). A claim is one row whatever it took (job_claim). The dead rows at the
-- head of a class are passed over by an index bound that the claimant remembers: under a snapshot that
-- somebody holds, nothing can clean them away, and without the bound each claim would walk over all of them.

CREATE TABLE workflow (
  workflow_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  state text COLLATE "C" NOT NULL DEFAULT 'RUNNING'
    CHECK (state IN ('RUNNING', 'DONE', 'FAILED', 'CANCELED')),
  asked_by text,
  -- Begun by the planner itself, and not asked for by anybody.
  automatic boolean NOT NULL DEFAULT false,
  -- Of the request that it was accepted by, so that a repeated one is known again.
  idempotency_key text COLLATE "C" UNIQUE,
  request_hash text COLLATE "C",
  -- Its jobs have consecutive ids.
  first_job bigint NOT NULL DEFAULT 0,
  jobs int NOT NULL DEFAULT 0,
  -- Who has paused it: as long as this is set, its jobs are of classes with negative ids.
  paused_by text,
  -- Why it is being canceled, slice by slice.
  canceling text,
  -- All its jobs with smaller ids are over: where the look for its end begins.
  over_below bigint NOT NULL DEFAULT 0,
  -- How its jobs ended; they are counted once, at its end.
  done_jobs int,
  failed_jobs int,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE INDEX workflow_canceling ON workflow (workflow_id) WHERE canceling IS NOT NULL;
CREATE INDEX workflow_open ON workflow (workflow_id) WHERE ended_at IS NULL;
CREATE INDEX workflow_ended ON workflow (ended_at) WHERE ended_at IS NOT NULL;

-- Jobs of equal needs. Priority counts first; the order among equal priorities is the claimant's choice.
CREATE TABLE resource_class (
  class_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lane text COLLATE "C" NOT NULL,
  priority smallint NOT NULL CHECK (priority BETWEEN 0 AND 10),
  millicores int NOT NULL CHECK (millicores >= 0),
  memory_bytes bigint NOT NULL CHECK (memory_bytes >= 0),
  gpus int NOT NULL CHECK (gpus >= 0),
  disk_bytes bigint NOT NULL CHECK (disk_bytes >= 0),
  runtime_s bigint NOT NULL CHECK (runtime_s >= 0),
  -- Where it stands in the order: its priority, and more the longer its oldest job has waited.
  standing smallint NOT NULL,
  -- Whether its oldest job has waited so long that a worker is to be held for it.
  starving boolean NOT NULL DEFAULT false,
  -- A class that no job was made in for as long as jobs are kept is forgotten.
  used_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (lane, priority, millicores, memory_bytes, gpus, disk_bytes, runtime_s)
);

-- Both orders of claims, read backwards, so that a claim reads classes one by one and no further than it needs.
CREATE INDEX resource_class_by_runtime ON resource_class
  (lane, standing, gpus, runtime_s, memory_bytes, class_id);
CREATE INDEX resource_class_by_memory ON resource_class
  (lane, standing, gpus, memory_bytes, runtime_s, class_id);

-- A million ids at once: the jobs of a workflow have consecutive ones, and nobody waits for whoever enters one.
CREATE SEQUENCE job_id_seq INCREMENT 1000000 CACHE 1;
CREATE TABLE job (
  job_id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL REFERENCES workflow,
  name text COLLATE "C" NOT NULL CHECK (name <> ''),
  -- What is to be done, in words of whoever does it.
  kind text COLLATE "C" NOT NULL,
  payload jsonb NOT NULL,
  attempts_allowed smallint NOT NULL CHECK (attempts_allowed >= 1),
  retry_after interval NOT NULL,
  -- Whether it runs although one that it waits for has failed.
  despite_failure boolean NOT NULL,
  -- Not started any more from then on.
  deadline timestamptz,
  UNIQUE (workflow_id, name)
);

-- Deadlines to come.
CREATE TABLE job_deadline (
  due_at timestamptz NOT NULL,
  job_id bigint NOT NULL,
  PRIMARY KEY (due_at, job_id)
);

CREATE TABLE job_state (
  job_id bigint PRIMARY KEY,
  state text COLLATE "C" NOT NULL,
  -- Jobs that are not done yet and that it waits for.
  waits_for int NOT NULL,
  -- That of its needs; of a paused workflow, minus that: no claim looks there.
  class_id int NOT NULL,
  -- Its row in the queue while it is ready, its last one afterwards.
  seq bigint,
  attempt smallint NOT NULL DEFAULT 0,
  -- The claim that runs it: what comes under another is refused.
  claim_id bigint,
  since timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.5);

-- The job waits for the other.
CREATE TABLE job_wait (
  other_id bigint NOT NULL,
  job_id bigint NOT NULL,
  PRIMARY KEY (other_id, job_id)
);
CREATE INDEX job_wait_of_job ON job_wait (job_id);

CREATE SEQUENCE ready_seq CACHE 1;
CREATE TABLE ready (
  class_id int NOT NULL,
  seq bigint NOT NULL DEFAULT nextval('ready_seq'),
  job_id bigint NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (class_id, seq)
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

-- Jobs that become ready at a time: tried again after a pause.
CREATE TABLE job_later (
  due_at timestamptz NOT NULL,
  job_id bigint NOT NULL,
  PRIMARY KEY (due_at, job_id)
);

-- A run of a worker process. A process that comes again is another worker.
CREATE TABLE worker (
  worker_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  lease_until timestamptz NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- What one call of a worker took. A worker that is deleted while it claims ends the claim.
CREATE SEQUENCE job_claim_seq CACHE 1;
CREATE TABLE job_claim (
  claim_id bigint PRIMARY KEY,
  worker_id bigint NOT NULL REFERENCES worker,
  jobs bigint[] NOT NULL
);
CREATE INDEX job_claim_of_worker ON job_claim (worker_id, claim_id);

-- What runs, by the claims that it runs under. Few of all jobs run, so the planner would look for them in
-- job_state as a whole, at each call of a worker; the OFFSET has it look up each job of a claim.
CREATE VIEW running_job AS
  SELECT c.worker_id, c.claim_id, s.job_id, s.attempt
  FROM job_claim c CROSS JOIN unnest(c.jobs) AS mine (job_id) CROSS JOIN LATERAL (
    SELECT * FROM job_state s WHERE s.job_id = mine.job_id OFFSET 0) s
  WHERE s.state = 'RUNNING' AND s.claim_id = c.claim_id;

-- A worker that takes nothing smaller until a job which has waited long fits into what it has free.
CREATE TABLE held_worker (
  worker_id bigint PRIMARY KEY REFERENCES worker ON DELETE CASCADE,
  class_id int NOT NULL UNIQUE,
  until timestamptz NOT NULL
);

-- How an attempt ended, where there is more to say than that it did. By its claim: after a retry of the
-- job its attempts count from 1 again.
CREATE TABLE job_result (
  job_id bigint NOT NULL,
  claim_id bigint NOT NULL,
  attempt smallint NOT NULL,
  outcome text COLLATE "C" NOT NULL CHECK (outcome IN ('DONE', 'FAILED', 'LOST')),
  worker text,
  message text,
  output jsonb,
  ended_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (job_id, claim_id)
);

-- Files and values of a workflow, by name: which job writes each, none for what is there from the start, and
-- the value where it is one.
CREATE TABLE job_datum (
  workflow_id bigint NOT NULL REFERENCES workflow,
  name text COLLATE "C" NOT NULL CHECK (name <> ''),
  writer_id bigint,
  value jsonb,
  written_at timestamptz,
  PRIMARY KEY (workflow_id, name)
);
CREATE INDEX job_datum_of_writer ON job_datum (writer_id) WHERE writer_id IS NOT NULL;

-- What jobs read of these: from the datum to its readers by the key, from the job by the index.
CREATE TABLE job_read (
  workflow_id bigint NOT NULL,
  datum text COLLATE "C" NOT NULL,
  job_id bigint NOT NULL,
  PRIMARY KEY (workflow_id, datum, job_id)
);
CREATE INDEX job_read_of_job ON job_read (job_id);

CREATE TABLE workflow_event (
  workflow_id bigint NOT NULL REFERENCES workflow,
  event_id bigint GENERATED ALWAYS AS IDENTITY,
  job_id bigint,
  kind text COLLATE "C" NOT NULL,
  message text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workflow_id, event_id)
);

-- Takes ready jobs of a lane for calls of workers, as if the calls came one after the other: for each at most
-- p_most, together within what the worker has free, in the order of the classes, the oldest first. A class that
-- is starving and fits into all that a worker has, but not into what is free, holds the worker for p_hold: it
-- gets nothing that stands behind, where calls with room leave any of it. One worker at a time is held for a class.
--
-- p_classes and p_deleted: up to which seq rows of a class are known to be deleted; too low costs time. A claim
-- that looks (p_look) says of which classes it found no rows, in rows without a job, with the last seq that
-- was given out before it looked.
--
-- Cost: two statements for each class that jobs are taken of, for all calls at once: what a call takes of a class
-- depends on its own earlier classes and on what the calls before it leave of this one, and on nothing else. The
-- first finds the class: it begins behind the one before and passes over those that fit into no call's rest
-- without a look at their jobs, with an index probe for each other one. The second locks its oldest jobs; row
-- locks of others are skipped, never waited for. In one statement, each class would be reckoned how often it fits
-- before a look whether it has jobs. Where rows are is kept, so that they are deleted together and without their
-- index. Plans are fixed: with statistics of empty tables the planner would read them as a whole.
CREATE FUNCTION claim_jobs(
  p_lane text, p_by_memory boolean, p_worker bigint[], p_most int[],
  p_millicores bigint[], p_memory bigint[], p_gpus bigint[], p_disk bigint[], p_runtime bigint[],
  p_all_millicores bigint[], p_all_memory bigint[], p_all_gpus bigint[], p_all_disk bigint[],
  p_hold interval, p_classes int[], p_deleted bigint[], p_look boolean
) RETURNS TABLE (call int, claim_id bigint, job_id bigint, attempt smallint, class_id int, seq bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  v_calls CONSTANT int := cardinality(p_worker);
  -- What each call can still take, and within what, and the most of each over the calls.
  v_left int[] := p_most;
  v_millicores bigint[] := p_millicores;
  v_memory bigint[] := p_memory;
  v_gpus bigint[] := p_gpus;
  v_disk bigint[] := p_disk;
  m_millicores bigint;
  m_memory bigint;
  m_gpus bigint;
  m_disk bigint;
  m_runtime bigint;
  -- The class before; where its rows begin; how many of its jobs fit, all together and into each call's rest;
  -- what is taken of it, and how many of these no call has yet.
  c record;
  v_deleted bigint;
  v_want bigint;
  v_fits int[];
  v_fit int;
  v_head tid[];
  v_taken bigint[];
  v_open int;
  -- Calls that such a job does not fit into.
  v_short int[];
  v_call int;
  -- What is taken, for which call, and each call's claim.
  v_rows tid[] := '{}';
  v_jobs bigint[] := '{}';
  v_of int[] := '{}';
  v_claims bigint[] := array_fill(NULL::bigint, ARRAY[v_calls]);
  v_given bigint := CASE WHEN p_look THEN coalesce(pg_sequence_last_value('ready_seq'), 0) END;
  v_empty int[] := '{}';
BEGIN
  SELECT 32767::smallint AS standing, 2147483647 AS gpus, 9223372036854775807 AS runtime_s,
    9223372036854775807 AS memory_bytes, 2147483647 AS class_id INTO c;
  LOOP
    m_runtime := NULL;
    FOR i IN 1 .. v_calls LOOP
      CONTINUE WHEN v_left[i] = 0;
      IF m_runtime IS NULL THEN
        m_runtime := p_runtime[i];
        m_millicores := v_millicores[i];
        m_memory := v_memory[i];
        m_gpus := v_gpus[i];
        m_disk := v_disk[i];
      ELSE
        m_runtime := greatest(m_runtime, p_runtime[i]);
        m_millicores := greatest(m_millicores, v_millicores[i]);
        m_memory := greatest(m_memory, v_memory[i]);
        m_gpus := greatest(m_gpus, v_gpus[i]);
        m_disk := greatest(m_disk, v_disk[i]);
      END IF;
    END LOOP;
    EXIT WHEN m_runtime IS NULL;
    IF p_by_memory THEN
      SELECT s.class_id, s.standing, s.millicores, s.memory_bytes, s.gpus, s.disk_bytes, s.runtime_s, s.starving
      INTO c
      FROM resource_class s
      WHERE s.lane = p_lane AND s.runtime_s <= m_runtime
        AND (s.standing, s.gpus, s.memory_bytes, s.runtime_s, s.class_id)
          < (c.standing, c.gpus, c.memory_bytes, c.runtime_s, c.class_id)
        AND (s.millicores <= m_millicores AND s.memory_bytes <= m_memory AND s.gpus <= m_gpus
          AND s.disk_bytes <= m_disk AND (p_look OR EXISTS (
            SELECT FROM ready r
            WHERE r.class_id = s.class_id
              AND r.seq > coalesce(p_deleted[array_position(p_classes, s.class_id)], 0)))
          OR s.starving)
      ORDER BY s.lane DESC, s.standing DESC, s.gpus DESC, s.memory_bytes DESC, s.runtime_s DESC, s.class_id DESC
      LIMIT 1;
    ELSE
      SELECT s.class_id, s.standing, s.millicores, s.memory_bytes, s.gpus, s.disk_bytes, s.runtime_s, s.starving
      INTO c
      FROM resource_class s
      WHERE s.lane = p_lane AND s.runtime_s <= m_runtime
        AND (s.standing, s.gpus, s.runtime_s, s.memory_bytes, s.class_id)
          < (c.standing, c.gpus, c.runtime_s, c.memory_bytes, c.class_id)
        AND (s.millicores <= m_millicores AND s.memory_bytes <= m_memory AND s.gpus <= m_gpus
          AND s.disk_bytes <= m_disk AND (p_look OR EXISTS (
            SELECT FROM ready r
            WHERE r.class_id = s.class_id
              AND r.seq > coalesce(p_deleted[array_position(p_classes, s.class_id)], 0)))
          OR s.starving)
      ORDER BY s.lane DESC, s.standing DESC, s.gpus DESC, s.runtime_s DESC, s.memory_bytes DESC, s.class_id DESC
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;
    v_deleted := coalesce(p_deleted[array_position(p_classes, c.class_id)], 0);
    v_fits := array_fill(0, ARRAY[v_calls]);
    v_want := 0;
    v_short := '{}';
    FOR i IN 1 .. v_calls LOOP
      CONTINUE WHEN v_left[i] = 0 OR c.runtime_s > p_runtime[i];
      v_fit := least(v_left[i], v_millicores[i] / nullif(c.millicores, 0), v_memory[i] / nullif(c.memory_bytes, 0),
        v_gpus[i] / nullif(c.gpus, 0), v_disk[i] / nullif(c.disk_bytes, 0));
      IF v_fit = 0 THEN
        v_short := v_short || i;
      END IF;
      v_fits[i] := v_fit;
      v_want := v_want + v_fit;
    END LOOP;
    IF v_want > 0 THEN
      SELECT array_agg(q.ctid), array_agg(q.job_id) INTO v_head, v_taken FROM (
        SELECT r.ctid, r.job_id FROM ready r WHERE r.class_id = c.class_id AND r.seq > v_deleted
        ORDER BY r.seq LIMIT v_want FOR UPDATE SKIP LOCKED) q;
      IF v_taken IS NULL THEN
        v_empty := v_empty || c.class_id;
      ELSE
        v_rows := v_rows || v_head;
        v_jobs := v_jobs || v_taken;
      END IF;
    ELSE
      v_taken := NULL;
    END IF;
    v_open := coalesce(cardinality(v_taken), 0);
    FOR i IN 1 .. v_calls LOOP
      EXIT WHEN v_open = 0;
      v_fit := least(v_fits[i], v_open);
      CONTINUE WHEN v_fit = 0;
      v_open := v_open - v_fit;
      v_of := v_of || array_fill(i, ARRAY[v_fit]);
      IF v_claims[i] IS NULL THEN
        v_claims[i] := nextval('job_claim_seq');
      END IF;
      v_millicores[i] := v_millicores[i] - v_fit * c.millicores;
      v_memory[i] := v_memory[i] - v_fit * c.memory_bytes;
      v_gpus[i] := v_gpus[i] - v_fit * c.gpus;
      v_disk[i] := v_disk[i] - v_fit * c.disk_bytes;
      -- Without cores left only jobs that need none could follow; they do at the next claim.
      v_left[i] := CASE WHEN v_millicores[i] = 0 THEN 0 ELSE v_left[i] - v_fit END;
      IF c.starving THEN
        DELETE FROM held_worker h WHERE h.worker_id = p_worker[i] AND h.class_id = c.class_id;
      END IF;
    END LOOP;
    CONTINUE WHEN NOT c.starving OR v_short = '{}' OR NOT EXISTS (
      SELECT FROM ready r
      WHERE r.class_id = c.class_id AND r.seq > v_deleted AND r.job_id <> ALL (coalesce(v_taken, '{}')));
    -- There are jobs that nobody took: who would have to end something first is held for them.
    FOREACH v_call IN ARRAY v_short LOOP
      CONTINUE WHEN c.millicores > p_all_millicores[v_call] OR c.memory_bytes > p_all_memory[v_call]
        OR c.gpus > p_all_gpus[v_call] OR c.disk_bytes > p_all_disk[v_call];
      DELETE FROM held_worker h WHERE h.class_id = c.class_id AND h.until < now();
      INSERT INTO held_worker (worker_id, class_id, until)
      VALUES (p_worker[v_call], c.class_id, now() + p_hold) ON CONFLICT DO NOTHING;
      IF EXISTS (SELECT FROM held_worker h WHERE h.worker_id = p_worker[v_call] AND h.class_id = c.class_id) THEN
        v_left[v_call] := 0;
      END IF;
    END LOOP;
  END LOOP;
  IF p_look THEN
    RETURN QUERY SELECT 0, NULL::bigint, NULL::bigint, NULL::smallint, e, v_given FROM unnest(v_empty) AS e;
  END IF;
  IF v_jobs = '{}' THEN
    RETURN;
  END IF;
  IF v_calls = 1 THEN
    RETURN QUERY
      WITH gone AS (
        DELETE FROM ready r WHERE r.ctid = ANY (v_rows)
      ), claim AS (
        INSERT INTO job_claim (claim_id, worker_id, jobs) VALUES (v_claims[1], p_worker[1], v_jobs)
      )
      UPDATE job_state s SET state = 'RUNNING', claim_id = v_claims[1], attempt = s.attempt + 1, since = now()
      WHERE s.job_id = ANY (v_jobs) AND s.state = 'READY'
      RETURNING 1, s.claim_id, s.job_id, s.attempt, s.class_id, s.seq;
  ELSE
    RETURN QUERY
      WITH gone AS (
        DELETE FROM ready r WHERE r.ctid = ANY (v_rows)
      ), claim AS (
        INSERT INTO job_claim (claim_id, worker_id, jobs)
        SELECT v_claims[t.call], p_worker[t.call], array_agg(t.job_id)
        FROM unnest(v_of, v_jobs) AS t (call, job_id) GROUP BY t.call
      )
      UPDATE job_state s SET state = 'RUNNING', claim_id = v_claims[t.call], attempt = s.attempt + 1, since = now()
      FROM unnest(v_of, v_jobs) AS t (call, job_id) WHERE s.job_id = t.job_id AND s.state = 'READY'
      RETURNING t.call, s.claim_id, s.job_id, s.attempt, s.class_id, s.seq;
  END IF;
END
$$;

-- What is to be done for jobs, in their given order. Its plan is fixed: planned anew, as each call of few jobs
-- would have it, it costs more than it takes.
CREATE FUNCTION job_assignments(p_jobs bigint[]) RETURNS TABLE (
  job_id bigint, workflow_id bigint, workflow text, name text, kind text, payload jsonb,
  millicores int, memory_bytes bigint, gpus int, disk_bytes bigint, runtime_s bigint, reads bigint)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT j.job_id, w.workflow_id, w.name, j.name, j.kind, j.payload,
      c.millicores, c.memory_bytes, c.gpus, c.disk_bytes, c.runtime_s,
      (SELECT count(*) FROM job_read r WHERE r.job_id = j.job_id)
    FROM unnest(p_jobs) WITH ORDINALITY AS g (job_id, place)
    JOIN job j ON j.job_id = g.job_id
    JOIN job_state s ON s.job_id = g.job_id
    JOIN workflow w ON w.workflow_id = j.workflow_id
    JOIN resource_class c ON c.class_id = abs(s.class_id)
    ORDER BY g.place;
END
$$;

-- Gives back jobs that run under the claims: they are ready again, and the attempt does not count. Returns those
-- that were given back.
--
-- Cost: an update in place and a row of the queue for each job. Its plan is fixed, and a row that is read is said
-- to be dear: while statistics say that few jobs run or wait, the planner would read all jobs and compare each
-- that does with each given one.
CREATE FUNCTION return_jobs(p_jobs bigint[], p_claims bigint[]) RETURNS TABLE (job_id bigint, claim_id bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET cpu_tuple_cost = 10
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH given AS (
      UPDATE job_state s SET state = 'READY', seq = nextval('ready_seq'),
        claim_id = NULL, attempt = s.attempt - 1, since = now()
      FROM unnest(p_jobs, p_claims) AS g (job_id, claim_id)
      WHERE s.job_id = g.job_id AND s.state = 'RUNNING' AND s.claim_id = g.claim_id
      RETURNING s.job_id, g.claim_id, s.class_id, s.seq
    ), queued AS (
      INSERT INTO ready (class_id, seq, job_id)
      SELECT class_id, seq, job_id FROM given
    )
    SELECT job_id, claim_id FROM given;
END
$$;

-- Ends jobs that run under the claims as done, and makes ready what waits for nothing else. Returns those that
-- were ended.
--
-- Dependents are mostly updated in the order of their ids, so that two statements that end parts of one graph
-- wait for each other in one direction; where the server has chosen another order, one of them goes again. A
-- dependent that another has just counted is read again under its lock. Locked first and then updated, each would
-- be written twice.
--
-- Cost: an update in place of each job and each dependent, and a row of the queue for each that becomes ready;
-- no scan. Its plan is fixed as that of return_jobs.
CREATE FUNCTION end_jobs(p_jobs bigint[], p_claims bigint[]) RETURNS TABLE (job_id bigint, claim_id bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET cpu_tuple_cost = 10
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH done AS (
      UPDATE job_state s SET state = 'DONE', since = now()
      FROM unnest(p_jobs, p_claims) AS g (job_id, claim_id)
      WHERE s.job_id = g.job_id AND s.state = 'RUNNING' AND s.claim_id = g.claim_id
      RETURNING s.job_id, s.claim_id
    ), fewer AS (
      SELECT w.job_id, count(*)::int AS waits FROM done d CROSS JOIN LATERAL (
        SELECT w.job_id FROM job_wait w WHERE w.other_id = d.job_id OFFSET 0) w
      GROUP BY w.job_id
    ), counted AS (
      UPDATE job_state s SET waits_for = s.waits_for - f.waits,
        state = CASE WHEN s.waits_for = f.waits THEN 'READY' ELSE s.state END,
        seq = CASE WHEN s.waits_for = f.waits THEN nextval('ready_seq') END
      FROM (SELECT job_id, waits FROM fewer ORDER BY job_id) f
      WHERE s.job_id = f.job_id AND s.state = 'BLOCKED'
      RETURNING s.job_id, s.class_id, s.seq
    ), queued AS (
      INSERT INTO ready (class_id, seq, job_id)
      SELECT class_id, seq, job_id FROM counted WHERE seq IS NOT NULL
    )
    SELECT job_id, claim_id FROM done;
END
$$;

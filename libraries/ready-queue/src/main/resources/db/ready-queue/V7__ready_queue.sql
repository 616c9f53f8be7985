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
CREATE TABLE job_claim (
  claim_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  worker_id bigint NOT NULL REFERENCES worker,
  jobs bigint[] NOT NULL
);
CREATE INDEX job_claim_of_worker ON job_claim (worker_id);

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

-- Takes ready jobs for calls of workers, one after the other: of a lane, at most p_most, together within what
-- the worker has free, in the order of the classes, the oldest first. A class that is starving and fits into
-- all that the worker has, but not into what is free, holds the worker for p_hold: it gets nothing that stands
-- behind. One worker at a time is held for a class.
--
-- p_classes and p_deleted: up to which seq rows of a class are known to be deleted; too low costs time. A claim
-- that looks (p_look) says of which classes it found no rows, in rows without a job, with the last seq that
-- was given out before it looked.
--
-- Cost: for each call a statement for each class that jobs are taken of, which begins behind the one before and
-- passes over classes that do not fit into what is left without a look at their jobs, with an index probe for
-- each that fits and has none; row locks of others are skipped, never waited for. Where rows are is kept, so
-- that they are deleted together and without their index. Plans are fixed: with statistics of an empty table the
-- planner would read ready as a whole. The classes are sorted inside, before any row is locked.
CREATE FUNCTION claim_jobs(
  p_worker bigint[], p_lane text[], p_by_memory boolean[], p_most int[],
  p_millicores bigint[], p_memory bigint[], p_gpus bigint[], p_disk bigint[], p_runtime bigint[],
  p_all_millicores bigint[], p_all_memory bigint[], p_all_gpus bigint[], p_all_disk bigint[],
  p_hold interval, p_classes int[], p_deleted bigint[], p_look boolean
) RETURNS TABLE (call int, claim_id bigint, job_id bigint, attempt smallint, class_id int, seq bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  v_lane text;
  v_left int;
  v_millicores bigint;
  v_memory bigint;
  v_gpus bigint;
  v_disk bigint;
  v_runtime bigint;
  -- The class before, with what of it is taken.
  c record;
  v_rows tid[];
  v_taken bigint[];
  v_given bigint := CASE WHEN p_look THEN coalesce(pg_sequence_last_value('ready_seq'), 0) END;
  v_empty int[];
BEGIN
  FOR v_call IN 1 .. cardinality(p_worker) LOOP
    v_lane := p_lane[v_call];
    v_left := p_most[v_call];
    v_millicores := p_millicores[v_call];
    v_memory := p_memory[v_call];
    v_gpus := p_gpus[v_call];
    v_disk := p_disk[v_call];
    v_runtime := p_runtime[v_call];
    v_rows := '{}';
    v_taken := '{}';
    v_empty := '{}';
    SELECT 32767::smallint AS standing, 2147483647 AS gpus, 9223372036854775807 AS runtime_s,
      9223372036854775807 AS memory_bytes, 2147483647 AS class_id INTO c;
    LOOP
      IF p_by_memory[v_call] THEN
        SELECT k.*, head.rows, head.jobs INTO c FROM (
          SELECT s.*, coalesce(p_deleted[array_position(p_classes, s.class_id)], 0) AS deleted,
            least(v_left, v_millicores / nullif(s.millicores, 0), v_memory / nullif(s.memory_bytes, 0),
              v_gpus / nullif(s.gpus, 0), v_disk / nullif(s.disk_bytes, 0)) AS fit
          FROM resource_class s
          WHERE s.lane = v_lane AND s.runtime_s <= v_runtime
            AND (s.standing, s.gpus, s.memory_bytes, s.runtime_s, s.class_id)
              < (c.standing, c.gpus, c.memory_bytes, c.runtime_s, c.class_id)
            AND (s.millicores <= v_millicores AND s.memory_bytes <= v_memory AND s.gpus <= v_gpus
                AND s.disk_bytes <= v_disk
              OR s.starving AND s.millicores <= p_all_millicores[v_call] AND s.memory_bytes <= p_all_memory[v_call]
                AND s.gpus <= p_all_gpus[v_call] AND s.disk_bytes <= p_all_disk[v_call])
          ORDER BY s.lane DESC, s.standing DESC, s.gpus DESC, s.memory_bytes DESC, s.runtime_s DESC, s.class_id DESC
        ) k CROSS JOIN LATERAL (
          SELECT array_agg(q.ctid) AS rows, array_agg(q.job_id) AS jobs FROM (
            SELECT r.ctid, r.job_id FROM ready r WHERE r.class_id = k.class_id AND r.seq > k.deleted
            ORDER BY r.seq LIMIT k.fit FOR UPDATE SKIP LOCKED) q
        ) head
        WHERE head.jobs IS NOT NULL
          OR k.fit < 1 AND EXISTS (SELECT FROM ready r WHERE r.class_id = k.class_id AND r.seq > k.deleted)
          OR k.fit >= 1 AND p_look
        LIMIT 1;
      ELSE
        SELECT k.*, head.rows, head.jobs INTO c FROM (
          SELECT s.*, coalesce(p_deleted[array_position(p_classes, s.class_id)], 0) AS deleted,
            least(v_left, v_millicores / nullif(s.millicores, 0), v_memory / nullif(s.memory_bytes, 0),
              v_gpus / nullif(s.gpus, 0), v_disk / nullif(s.disk_bytes, 0)) AS fit
          FROM resource_class s
          WHERE s.lane = v_lane AND s.runtime_s <= v_runtime
            AND (s.standing, s.gpus, s.runtime_s, s.memory_bytes, s.class_id)
              < (c.standing, c.gpus, c.runtime_s, c.memory_bytes, c.class_id)
            AND (s.millicores <= v_millicores AND s.memory_bytes <= v_memory AND s.gpus <= v_gpus
                AND s.disk_bytes <= v_disk
              OR s.starving AND s.millicores <= p_all_millicores[v_call] AND s.memory_bytes <= p_all_memory[v_call]
                AND s.gpus <= p_all_gpus[v_call] AND s.disk_bytes <= p_all_disk[v_call])
          ORDER BY s.lane DESC, s.standing DESC, s.gpus DESC, s.runtime_s DESC, s.memory_bytes DESC, s.class_id DESC
        ) k CROSS JOIN LATERAL (
          SELECT array_agg(q.ctid) AS rows, array_agg(q.job_id) AS jobs FROM (
            SELECT r.ctid, r.job_id FROM ready r WHERE r.class_id = k.class_id AND r.seq > k.deleted
            ORDER BY r.seq LIMIT k.fit FOR UPDATE SKIP LOCKED) q
        ) head
        WHERE head.jobs IS NOT NULL
          OR k.fit < 1 AND EXISTS (SELECT FROM ready r WHERE r.class_id = k.class_id AND r.seq > k.deleted)
          OR k.fit >= 1 AND p_look
        LIMIT 1;
      END IF;
      EXIT WHEN NOT FOUND;
      IF c.fit < 1 THEN
        DELETE FROM held_worker h WHERE h.class_id = c.class_id AND h.until < now();
        INSERT INTO held_worker (worker_id, class_id, until)
        VALUES (p_worker[v_call], c.class_id, now() + p_hold) ON CONFLICT DO NOTHING;
        EXIT WHEN EXISTS (SELECT FROM held_worker h WHERE h.worker_id = p_worker[v_call] AND h.class_id = c.class_id);
        CONTINUE;
      END IF;
      IF c.jobs IS NULL THEN
        v_empty := v_empty || c.class_id;
        CONTINUE;
      END IF;
      v_rows := v_rows || c.rows;
      v_taken := v_taken || c.jobs;
      c.fit := cardinality(c.jobs);
      v_left := v_left - c.fit;
      v_millicores := v_millicores - c.fit * c.millicores;
      v_memory := v_memory - c.fit * c.memory_bytes;
      v_gpus := v_gpus - c.fit * c.gpus;
      v_disk := v_disk - c.fit * c.disk_bytes;
      IF c.starving THEN
        DELETE FROM held_worker h WHERE h.worker_id = p_worker[v_call] AND h.class_id = c.class_id;
      END IF;
      -- Without cores left only jobs that need none could follow; they do at the next claim.
      EXIT WHEN v_left = 0 OR v_millicores = 0;
    END LOOP;
    IF p_look THEN
      RETURN QUERY SELECT v_call, NULL::bigint, NULL::bigint, NULL::smallint, e, v_given FROM unnest(v_empty) AS e;
    END IF;
    CONTINUE WHEN v_taken = '{}';
    RETURN QUERY
      WITH gone AS (
        DELETE FROM ready r WHERE r.ctid = ANY (v_rows)
      ), claim AS (
        INSERT INTO job_claim (worker_id, jobs) VALUES (p_worker[v_call], v_taken) RETURNING job_claim.claim_id
      )
      UPDATE job_state s SET state = 'RUNNING', claim_id = claim.claim_id, attempt = s.attempt + 1, since = now()
      FROM claim WHERE s.job_id = ANY (v_taken) AND s.state = 'READY'
      RETURNING v_call, s.claim_id, s.job_id, s.attempt, s.class_id, s.seq;
  END LOOP;
END
$$;

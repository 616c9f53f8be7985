-- What jobs of the kinds build, extract and load have set going: a plan here, an extract or load at the
-- sync service.
--
-- Why: a job may be run by one planner after the other, and must set one thing going all the same. A plan
-- and its reference are written in one transaction, which compares the job's claim. An extract or load is
-- asked for under the key of this row, which the sync service answers once with something new, and with the
-- same from then on. Whatever a job that is over has left going is found here and canceled.
--
-- Cost: a row of about 100 bytes a job, written some five times; forgotten with its job.

CREATE TABLE job_order (
  job_id bigint PRIMARY KEY,
  -- Of the request to another service.
  key uuid NOT NULL DEFAULT gen_random_uuid(),
  -- The plan, extract or load.
  reference uuid,
  -- Whether the job has set it going, and does not only wait for what somebody else did.
  own boolean NOT NULL DEFAULT true,
  -- Whether another service may have got the request.
  asked boolean NOT NULL DEFAULT false,
  -- The claim that goes on with it.
  claim_id bigint NOT NULL,
  -- OPEN: goes on. STOPPING: its job is over, and it is being canceled. OVER: nothing of it goes on.
  state text COLLATE "C" NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'STOPPING', 'OVER')),
  -- Whether what was canceled or has failed of it is to be tried again, since its job is.
  again boolean NOT NULL DEFAULT false,
  detail text NOT NULL DEFAULT ''
);
CREATE INDEX job_order_open ON job_order (job_id) WHERE state <> 'OVER';

-- Applied plans as workflows, whose jobs are their builds: shown and waited for as all jobs are. They follow
-- what the builds' rows say, and no claim gets them, since builds are dispatched by the load line. A kill in
-- between leaves a state that is a second old, and no build knows of it.
CREATE TABLE plan_workflow (
  plan_id uuid PRIMARY KEY,
  workflow_id bigint NOT NULL UNIQUE
);
CREATE TABLE build_job (
  build_id uuid PRIMARY KEY,
  job_id bigint NOT NULL UNIQUE
);

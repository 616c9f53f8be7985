-- Torc's tables with the keys and unique constraints that it has, and no other index: `{schema}` is
-- made. Foreign keys come after the rows, where they are checked by one join each.
CREATE SCHEMA {schema};
CREATE TABLE {schema}.workflow (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  "user" text NOT NULL,
  description text,
  created timestamptz NOT NULL,
  is_archived boolean NOT NULL,
  status_run_id int NOT NULL
);
CREATE TABLE {schema}.resource_requirements (
  id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL,
  name text NOT NULL,
  num_cpus int NOT NULL,
  num_gpus int NOT NULL,
  num_nodes int NOT NULL,
  memory_bytes bigint NOT NULL,
  runtime_s bigint NOT NULL
);
CREATE TABLE {schema}.job (
  id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL,
  name text NOT NULL,
  command text NOT NULL,
  invocation_script text,
  status int NOT NULL,
  resource_requirements_id bigint NOT NULL,
  cancel_on_blocking_job_failure boolean NOT NULL,
  supports_termination boolean NOT NULL
);
CREATE TABLE {schema}.job_blocked_by (
  job_id bigint NOT NULL,
  blocked_by_job_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  PRIMARY KEY (job_id, blocked_by_job_id)
);
CREATE TABLE {schema}.file (
  id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL,
  name text NOT NULL,
  path text NOT NULL,
  st_mtime double precision
);
CREATE TABLE {schema}.job_input_file (
  job_id bigint NOT NULL,
  file_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  PRIMARY KEY (job_id, file_id)
);
CREATE TABLE {schema}.job_output_file (
  job_id bigint NOT NULL,
  file_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  PRIMARY KEY (job_id, file_id)
);
CREATE TABLE {schema}.user_data (
  id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL,
  name text NOT NULL,
  is_ephemeral boolean NOT NULL,
  data jsonb
);
CREATE TABLE {schema}.job_input_user_data (
  job_id bigint NOT NULL,
  user_data_id bigint NOT NULL,
  PRIMARY KEY (job_id, user_data_id)
);
CREATE TABLE {schema}.job_output_user_data (
  job_id bigint NOT NULL,
  user_data_id bigint NOT NULL,
  PRIMARY KEY (job_id, user_data_id)
);
CREATE TABLE {schema}.result (
  id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL,
  job_id bigint NOT NULL,
  run_id int NOT NULL,
  return_code int NOT NULL,
  exec_time_minutes double precision NOT NULL,
  completion_time timestamptz NOT NULL,
  status int NOT NULL,
  UNIQUE (job_id, run_id)
);
CREATE TABLE {schema}.event (
  id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL,
  "timestamp" timestamptz NOT NULL,
  data jsonb NOT NULL
);
CREATE TABLE {schema}.compute_node (
  id bigint PRIMARY KEY,
  workflow_id bigint NOT NULL,
  hostname text NOT NULL,
  pid int NOT NULL,
  start_time timestamptz NOT NULL,
  duration_s double precision,
  is_active boolean NOT NULL,
  num_cpus int NOT NULL,
  memory_bytes bigint NOT NULL
);
CREATE TABLE {schema}.ready_queue (
  workflow_id bigint NOT NULL,
  job_id bigint NOT NULL,
  resource_requirements_id bigint NOT NULL,
  PRIMARY KEY (workflow_id, job_id)
);

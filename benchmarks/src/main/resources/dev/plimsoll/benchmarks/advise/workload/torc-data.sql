-- Rows of Torc's tables, the same for the same {jobs} and {workflows}: hashes of ids stand for
-- chance. 300,000 jobs take some seconds.
--
-- Workflows differ in size as 1/rank^0.9 and lie in no order of size. A fifth runs (the largest
-- among them), an eighth waits to be started, the rest has ended. A workflow's jobs were made in one
-- batch, so that their ids are together; each is blocked by up to three of the hundred before it.
CREATE FUNCTION pg_temp.chance(bigint, bigint) RETURNS double precision IMMUTABLE LANGUAGE sql
  AS $$ SELECT (hashint8extended($1, $2) & 1073741823) / 1073741824.0 $$;

CREATE TEMP TABLE size_of AS
  WITH ranked AS (
    SELECT w AS rank, 1 + (w * 73) % {workflows} AS id, power(w, -0.9) AS weight
    FROM generate_series(1, {workflows}) AS w
  )
  SELECT id, rank,
         CASE WHEN rank % 5 = 1 THEN 'running' WHEN rank % 8 = 2 THEN 'new' ELSE 'ended' END AS state,
         greatest(10, ({jobs} * weight / sum(weight) OVER ())::bigint) AS jobs
  FROM ranked;
CREATE TEMP TABLE span_of AS
  SELECT *, (sum(jobs) OVER (ORDER BY id))::bigint - jobs AS before FROM size_of;

INSERT INTO {schema}.workflow
  SELECT id, 'workflow ' || id, 'user' || (100 * power(pg_temp.chance(id, 1), 3))::int,
         repeat('what it computes ', 5), timestamptz '2025-01-01' + id * interval '1 day',
         state = 'ended' AND pg_temp.chance(id, 2) < 0.7, 1 + (id % 3)
  FROM span_of ORDER BY id;

INSERT INTO {schema}.resource_requirements
  SELECT row_number() OVER (ORDER BY id, n), id, 'class ' || n,
         (ARRAY[1, 2, 4, 8, 18, 36])[1 + (pg_temp.chance(id * 40 + n, 3) * 6)::int % 6],
         (ARRAY[0, 0, 0, 0, 1, 2, 4])[1 + (pg_temp.chance(id * 40 + n, 4) * 7)::int % 7],
         1,
         (1 + (pg_temp.chance(id * 40 + n, 5) * 64)::bigint) * 1073741824,
         (1 + (pg_temp.chance(id * 40 + n, 6) * 24)::bigint) * 600
  FROM span_of CROSS JOIN generate_series(1, 4 + id % 16) AS n;
CREATE TEMP TABLE classes_of AS
  SELECT workflow_id, min(id) AS first, count(*) AS classes
  FROM {schema}.resource_requirements GROUP BY 1;
ANALYZE classes_of;

INSERT INTO {schema}.job
  SELECT before + n, id, 'job ' || n, 'python run.py --case ' || n || repeat(' --option value', 4), NULL,
         CASE state
           WHEN 'new' THEN 0
           WHEN 'running' THEN
             CASE WHEN n <= jobs * 0.25 THEN 5 WHEN n <= jobs * 0.26 THEN 6 WHEN n <= jobs * 0.27 THEN 4
                  WHEN n <= jobs * 0.55 THEN 2 ELSE 1 END
           ELSE CASE WHEN pg_temp.chance(before + n, 7) < 0.97 THEN 5 ELSE 6 END
         END,
         first + (classes * power(pg_temp.chance(before + n, 8), 2))::bigint % classes,
         true, pg_temp.chance(before + n, 9) < 0.2
  FROM span_of JOIN classes_of ON workflow_id = id
  CROSS JOIN LATERAL generate_series(1, jobs) AS n
  ORDER BY before + n;

INSERT INTO {schema}.job_blocked_by
  SELECT before + n, before + n - 1 - ((pg_temp.chance(before + n, 10 + k) + k - 1) / 3 * least(n - 2, 99))::bigint, id
  FROM span_of CROSS JOIN LATERAL generate_series(2, jobs) AS n CROSS JOIN generate_series(1, 3) AS k
  WHERE n > 4 AND pg_temp.chance(before + n, 20 + k) < 0.7
  ORDER BY before + n
  ON CONFLICT DO NOTHING;

INSERT INTO {schema}.file
  SELECT id, workflow_id, 'output of ' || name, '/projects/' || workflow_id || '/' || id || '.parquet',
         CASE WHEN status = 5 THEN 1750000000 + id END
  FROM {schema}.job ORDER BY id;
INSERT INTO {schema}.job_output_file SELECT id, id, workflow_id FROM {schema}.job ORDER BY id;
INSERT INTO {schema}.job_input_file
  SELECT job_id, blocked_by_job_id, workflow_id FROM {schema}.job_blocked_by
  WHERE pg_temp.chance(job_id, 31) < 0.8 ORDER BY job_id;

INSERT INTO {schema}.user_data
  SELECT row_number() OVER (ORDER BY id), workflow_id, 'data of ' || name, id % 3 = 0, jsonb_build_object('case', id)
  FROM {schema}.job WHERE id % 6 = 0;
INSERT INTO {schema}.job_output_user_data
  SELECT j.id, j.id / 6 FROM {schema}.job j JOIN {schema}.user_data u ON u.id = j.id / 6 WHERE j.id % 6 = 0;
INSERT INTO {schema}.job_input_user_data
  SELECT job_id, blocked_by_job_id / 6 FROM {schema}.job_blocked_by WHERE blocked_by_job_id % 6 = 0
  ON CONFLICT DO NOTHING;

INSERT INTO {schema}.result
  SELECT row_number() OVER (ORDER BY workflow_id, run, id), workflow_id, id, run,
         CASE WHEN status = 6 THEN 1 ELSE 0 END, 60 * pg_temp.chance(id, 32),
         timestamptz '2025-01-01' + workflow_id * interval '1 day' + id * interval '1 second', status
  FROM {schema}.job CROSS JOIN generate_series(1, 2) AS run
  WHERE status IN (5, 6) AND (run = 1 OR pg_temp.chance(id, 33) < 0.2);

INSERT INTO {schema}.event
  SELECT row_number() OVER (ORDER BY completion_time, id), workflow_id, completion_time,
         jsonb_build_object('category', 'job', 'type', CASE return_code WHEN 0 THEN 'complete' ELSE 'failed' END,
                            'job', job_id, 'message', repeat('ended ', 6))
  FROM {schema}.result;

INSERT INTO {schema}.compute_node
  SELECT row_number() OVER (ORDER BY id, n), id, 'node' || n % 500, n, timestamptz '2025-01-01' + id * interval '1 day',
         CASE WHEN state = 'ended' OR n % 10 < 8 THEN 3600 END, state = 'running' AND n % 10 >= 8, 36, 256::bigint << 30
  FROM span_of CROSS JOIN LATERAL generate_series(1, 5 + jobs / 40) AS n;

INSERT INTO {schema}.ready_queue
  SELECT workflow_id, id, resource_requirements_id FROM {schema}.job WHERE status = 2 ORDER BY id;
DROP TABLE size_of, span_of, classes_of;

-- list jobs
SELECT * FROM job WHERE workflow_id = $1;
-- jobs in a status
SELECT * FROM job WHERE workflow_id = $1 AND status = $2;
-- list events
SELECT id, timestamp, data FROM event WHERE workflow_id = $1 AND timestamp > $2 ORDER BY timestamp DESC LIMIT $3 OFFSET $4;
-- ready queue
SELECT rq.job_id, rr.num_cpus, rr.num_gpus, rr.memory_bytes, rr.runtime_s
FROM ready_queue rq
JOIN resource_requirements rr ON rq.resource_requirements_id = rr.id
JOIN job ON rq.job_id = job.id
WHERE rq.workflow_id = $1
ORDER BY rr.num_gpus DESC, rr.runtime_s DESC, rr.memory_bytes DESC;
-- claim
SELECT job.workflow_id, job.id, job.name, rr.memory_bytes, rr.num_cpus, rr.num_gpus, rr.runtime_s
FROM job
JOIN resource_requirements rr ON job.resource_requirements_id = rr.id
WHERE job.workflow_id = $1 AND job.status = $2
  AND rr.memory_bytes <= $3 AND rr.num_cpus <= $4 AND rr.num_gpus <= $5 AND rr.runtime_s <= $6
ORDER BY rr.num_gpus DESC, rr.runtime_s DESC, rr.memory_bytes DESC
LIMIT $7 FOR UPDATE OF job SKIP LOCKED;
-- blocked by
SELECT job_id FROM job_blocked_by WHERE blocked_by_job_id = $1;
-- blocking
SELECT blocked_by_job_id FROM job_blocked_by WHERE job_id = $1;
-- consumers of a file
SELECT job_id FROM job_input_file WHERE file_id = $1;
-- results of a run
SELECT * FROM result WHERE workflow_id = $1 AND run_id = $2;
-- is it uninitialised
SELECT NOT EXISTS (SELECT $2 FROM job WHERE workflow_id = $1 AND status <> $3) AS uninitialized;
-- unblock
UPDATE job SET status = $1
WHERE workflow_id = $2 AND status = $3 AND id IN (
  SELECT b.job_id FROM job_blocked_by b
  GROUP BY b.job_id
  HAVING count(*) FILTER (WHERE EXISTS (SELECT $4 FROM job j WHERE j.id = b.blocked_by_job_id AND j.status < $5)) = $6);
-- workflows of a user
SELECT id, name FROM workflow WHERE "user" = $1 AND NOT is_archived ORDER BY id;
-- downstream
WITH RECURSIVE downstream(id) AS (
  SELECT job_id FROM job_blocked_by WHERE blocked_by_job_id = $1
  UNION
  SELECT b.job_id FROM job_blocked_by b JOIN downstream d ON b.blocked_by_job_id = d.id)
SELECT j.* FROM job j JOIN downstream USING (id);

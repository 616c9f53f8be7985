-- name: list_jobs
-- calls: 20
-- binds: workflow_id FROM job
SELECT * FROM job WHERE workflow_id = $1 ORDER BY id LIMIT 100;

-- name: list_jobs_by_status
-- calls: 40
-- binds: workflow_id, status FROM job
SELECT id, name, status FROM job WHERE workflow_id = $1 AND status = $2 ORDER BY id LIMIT 100;

-- name: job_ids_of_workflow
-- calls: 5
-- binds: workflow_id FROM job
SELECT id FROM job WHERE workflow_id = $1;

-- name: count_jobs_by_status
-- calls: 40
-- binds: workflow_id FROM job
SELECT status, count(*) FROM job WHERE workflow_id = $1 GROUP BY status;

-- name: is_workflow_uninitialized
-- calls: 40
-- binds: workflow_id, 0 FROM job
SELECT count(*) FROM job WHERE workflow_id = $1 AND status <> $2;

-- name: is_workflow_complete
-- calls: 60
-- binds: workflow_id FROM job
SELECT count(*) FROM job WHERE workflow_id = $1 AND status IN (0, 1, 2, 3, 4);

-- name: claim_jobs_based_on_resources_gpus_runtime_memory
-- calls: 60
-- compared: 3
-- binds: workflow_id, 2, 256::bigint << 30, 36, 4, 1, 14400::bigint, 30::bigint FROM ready_queue
SELECT rr.num_gpus, rr.runtime_s, rr.memory_bytes, rr.num_cpus, rr.num_nodes, job.id
FROM job JOIN resource_requirements rr ON job.resource_requirements_id = rr.id
WHERE job.workflow_id = $1 AND job.status = $2 AND rr.memory_bytes <= $3 AND rr.num_cpus <= $4
  AND rr.num_gpus <= $5 AND rr.num_nodes <= $6 AND rr.runtime_s <= $7
ORDER BY rr.num_gpus DESC, rr.runtime_s DESC, rr.memory_bytes DESC LIMIT $8;

-- name: claim_jobs_based_on_resources_gpus_memory_runtime
-- calls: 20
-- compared: 3
-- binds: workflow_id, 2, 256::bigint << 30, 36, 4, 1, 14400::bigint, 30::bigint FROM ready_queue
SELECT rr.num_gpus, rr.memory_bytes, rr.runtime_s, rr.num_cpus, rr.num_nodes, job.id
FROM job JOIN resource_requirements rr ON job.resource_requirements_id = rr.id
WHERE job.workflow_id = $1 AND job.status = $2 AND rr.memory_bytes <= $3 AND rr.num_cpus <= $4
  AND rr.num_gpus <= $5 AND rr.num_nodes <= $6 AND rr.runtime_s <= $7
ORDER BY rr.num_gpus DESC, rr.memory_bytes DESC, rr.runtime_s DESC LIMIT $8;

-- name: ready_queue_by_resources
-- calls: 20
-- compared: 3
-- binds: workflow_id, 30::bigint FROM ready_queue
SELECT rr.num_gpus, rr.runtime_s, rr.memory_bytes, rq.job_id, job.name
FROM ready_queue rq
JOIN resource_requirements rr ON rq.resource_requirements_id = rr.id
JOIN job ON rq.job_id = job.id
WHERE rq.workflow_id = $1
ORDER BY rr.num_gpus DESC, rr.runtime_s DESC, rr.memory_bytes DESC LIMIT $2;

-- name: jobs_blocked_by
-- calls: 100
-- binds: blocked_by_job_id FROM job_blocked_by
SELECT job_id FROM job_blocked_by WHERE blocked_by_job_id = $1;

-- name: blockers_of_job
-- calls: 100
-- binds: job_id FROM job_blocked_by
SELECT blocked_by_job_id FROM job_blocked_by WHERE job_id = $1;

-- name: jobs_to_unblock
-- calls: 60
-- binds: blocked_by_job_id FROM job_blocked_by
SELECT j.id FROM job_blocked_by d JOIN job j ON j.id = d.job_id
WHERE d.blocked_by_job_id = $1 AND j.status = 1
  AND NOT EXISTS (SELECT 1 FROM job_blocked_by o JOIN job b ON b.id = o.blocked_by_job_id
                  WHERE o.job_id = j.id AND b.status NOT IN (5, 6));

-- name: consumers_of_file
-- calls: 40
-- binds: file_id FROM job_input_file
SELECT job_id FROM job_input_file WHERE file_id = $1;

-- name: producer_of_file
-- calls: 40
-- binds: file_id FROM job_output_file
SELECT job_id FROM job_output_file WHERE file_id = $1;

-- name: list_jobs_needing_file
-- calls: 20
-- binds: workflow_id, file_id FROM job_input_file
SELECT j.* FROM job j JOIN job_input_file f ON f.job_id = j.id
WHERE j.workflow_id = $1 AND f.file_id = $2 ORDER BY j.id;

-- name: consumers_of_user_data
-- calls: 20
-- binds: user_data_id FROM job_input_user_data
SELECT job_id FROM job_input_user_data WHERE user_data_id = $1;

-- name: producer_of_user_data
-- calls: 20
-- binds: user_data_id FROM job_output_user_data
SELECT job_id FROM job_output_user_data WHERE user_data_id = $1;

-- name: files_of_workflow
-- calls: 5
-- binds: workflow_id FROM file
SELECT id, name, path, st_mtime FROM file WHERE workflow_id = $1 ORDER BY id LIMIT 100;

-- name: list_results
-- calls: 20
-- binds: workflow_id FROM result
SELECT * FROM result WHERE workflow_id = $1 ORDER BY id LIMIT 100;

-- name: results_of_job
-- calls: 40
-- binds: workflow_id, job_id FROM result
SELECT * FROM result WHERE workflow_id = $1 AND job_id = $2;

-- name: results_of_run
-- calls: 10
-- binds: workflow_id, run_id FROM result
SELECT count(*), sum(exec_time_minutes::numeric(12, 3)) FROM result WHERE workflow_id = $1 AND run_id = $2;

-- name: failed_results
-- calls: 20
-- binds: workflow_id FROM result
SELECT job_id, run_id, return_code FROM result WHERE workflow_id = $1 AND return_code <> 0;

-- name: latest_events
-- calls: 40
-- compared: 2
-- binds: workflow_id FROM event
SELECT workflow_id, id, "timestamp", data FROM event WHERE workflow_id = $1 ORDER BY id DESC LIMIT 50;

-- name: events_since
-- calls: 20
-- compared: 1
-- binds: workflow_id, "timestamp"::text FROM event
SELECT "timestamp", id, data FROM event WHERE workflow_id = $1 AND "timestamp" > $2::timestamptz
ORDER BY "timestamp" LIMIT 100;

-- name: active_compute_nodes
-- calls: 60
-- binds: workflow_id FROM compute_node
SELECT id, hostname, num_cpus, memory_bytes FROM compute_node WHERE workflow_id = $1 AND is_active;

-- name: list_workflows_of_user
-- calls: 20
-- binds: "user" FROM workflow
SELECT * FROM workflow WHERE "user" = $1 ORDER BY id;

-- name: list_active_workflows_of_user
-- calls: 20
-- binds: "user" FROM workflow
SELECT * FROM workflow WHERE "user" = $1 AND is_archived = false ORDER BY id;

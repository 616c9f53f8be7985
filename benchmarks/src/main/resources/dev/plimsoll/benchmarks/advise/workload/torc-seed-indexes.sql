-- The thirteen that the analysis recommends, in its order.
CREATE INDEX seed_1 ON job (workflow_id);
CREATE INDEX seed_2 ON job (workflow_id, status);
CREATE INDEX seed_3 ON result (workflow_id);
CREATE INDEX seed_4 ON event (workflow_id);
CREATE INDEX seed_5 ON compute_node (workflow_id);
CREATE INDEX seed_6 ON job_blocked_by (blocked_by_job_id);
CREATE INDEX seed_7 ON job_input_file (file_id);
CREATE INDEX seed_8 ON job_output_file (file_id);
CREATE INDEX seed_9 ON job_input_user_data (user_data_id);
CREATE INDEX seed_10 ON job_output_user_data (user_data_id);
CREATE INDEX seed_11 ON resource_requirements (num_gpus, runtime_s, memory_bytes);
CREATE INDEX seed_12 ON workflow ("user");
CREATE INDEX seed_13 ON workflow ("user", is_archived);

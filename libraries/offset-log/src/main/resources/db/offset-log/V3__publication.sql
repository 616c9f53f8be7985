-- How far each partition has been told on log.commits: its batches are told from the segments.
--
-- Why: the segments already hold, durably and in their order, all that the messages say. An outbox
-- row for each batch said it once more, in JSON, and was the largest part of what a batch cost: 545
-- of 586 bytes of WAL, written once and deleted once. A number for each partition is enough, because
-- offsets have no holes: what is untold begins exactly there.
--
-- What it costs: one update in place of a partition's row in each round of the relay in which the
-- partition had news. It is apart from partition_state, so that telling never waits for whoever gives
-- offsets, nor they for Kafka.

CREATE TABLE publication (
  part_id int PRIMARY KEY REFERENCES log_partition,
  next_offset bigint NOT NULL DEFAULT 0 CHECK (next_offset >= 0)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- What still waits in the outbox is told from here on by the other way.
INSERT INTO publication (part_id, next_offset)
SELECT s.part_id, coalesce(min((o.body::jsonb ->> 'baseOffset')::bigint), s.next_offset)
FROM partition_state s
JOIN log_partition p ON p.part_id = s.part_id
LEFT JOIN outbox o
  ON o.body::jsonb ->> 'topic' = p.topic
  AND (o.body::jsonb ->> 'partition')::int = p.partition_number
GROUP BY s.part_id, s.next_offset;

DROP TABLE outbox;

-- Which build of a partitioned table a partition's build is a part of.
--
-- Why: the index of a partitioned table is INVALID until the last partition's is attached. Its build has
-- done its own part long before, and tells its end by theirs. `blocked_by` does not say it: around a
-- foreign partition the whole waits for the parts, otherwise they for it.
--
-- Cost: a small index of the builds of partitions. Builds of plans approved before are parts of none, and
-- end as they did.

ALTER TABLE builds ADD COLUMN part_of uuid;

CREATE INDEX builds_of_wholes ON builds (part_of) WHERE part_of IS NOT NULL;

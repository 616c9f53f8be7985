-- What is known of a table that is being extracted: where its rows are along the key, what was
-- foretold of its reading, what it took, and what it took before; as the sync service tells.
--
-- Why: the pipeline shows it beside the counters. It is read and replaced as a whole.
--
-- Cost: about 2 kB for each table of an extract, written twice, with events of which there are two a
-- table; read with the 200 rows that the pipeline shows.

ALTER TABLE table_flows ADD COLUMN analysis text;

-- Why: files that lie in the bucket are loaded into further targets, or for the first time, without
-- reading the source again. Such a load is kept as an extract whose splits are done already: its
-- tables, splits and batches are copies of those it loads, with offsets of its own, so that
-- loading, retrying and verifying need to know nothing of it.
--
-- Cost: a nullable column, no row is touched; a row for each table, split and file of a load.

ALTER TABLE extract ADD COLUMN loads uuid REFERENCES extract;

CREATE INDEX extract_of_load ON extract (loads) WHERE loads IS NOT NULL;

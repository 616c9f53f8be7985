-- Why: an Iceberg table may be in a catalog that is configured by its address and is no registered
-- database.
--
-- Cost: a constraint less; a short lock, no row is read.

ALTER TABLE iceberg_commit DROP CONSTRAINT iceberg_commit_catalog_fkey;

-- Why: a table of a load goes into an Amazon Redshift by one COPY of all its files, which the cluster
-- reads itself. That is asked for here; all else of such a load is kept as of any other. An endpoint
-- may be a Redshift, and a receipt is not made of one.
--
-- Cost: one row a table of such a load, written once; the check is replaced under a short lock, and
-- reads the few endpoints.

ALTER TABLE endpoint DROP CONSTRAINT endpoint_kind_check;
ALTER TABLE endpoint ADD CONSTRAINT endpoint_kind_check
  CHECK (kind IN ('POSTGRES', 'MARIADB', 'REDSHIFT'));

CREATE TABLE redshift_load (
  table_id uuid PRIMARY KEY REFERENCES extract_table,
  -- By reference: no key is ever kept. NULL for the cluster's default role.
  iam_role text,
  may_create boolean NOT NULL
);

-- Why: sources are on other servers than PostgreSQL, too. What an endpoint is decides how it is
-- spoken to; every one that is there already is a PostgreSQL.
--
-- Cost: a constant default is kept in the catalog, no row is touched.

ALTER TABLE endpoint ADD COLUMN kind text NOT NULL DEFAULT 'POSTGRES'
  CHECK (kind IN ('POSTGRES', 'MARIADB'));

-- Databases to read from and to load into.
--
-- Why: an extract names them, and what they are decides how they are spoken to. The installation tells
-- loads of this database that were forgotten from those of another one, of which nothing is known here.
--
-- Cost: a row each.

CREATE TABLE endpoint (
  name text PRIMARY KEY,
  kind text NOT NULL DEFAULT 'POSTGRES' CHECK (kind IN ('POSTGRES', 'MARIADB', 'REDSHIFT')),
  host text NOT NULL,
  port int NOT NULL,
  database text NOT NULL,
  username text NOT NULL,
  ssl_mode text NOT NULL,
  -- Where the password is to be found, never the password.
  credential text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE installation (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  one boolean PRIMARY KEY DEFAULT true CHECK (one)
);

INSERT INTO installation DEFAULT VALUES;

-- Databases to read from and to load into, as the planner's topic has told of them.
--
-- Why: an extract names them, and what they are decides how they are spoken to. The revision tells an old
-- word from a newer one; a removed one stays, since what was done under its name does. The installation tells
-- loads of this database that were forgotten from those of another one, of which nothing is known here.
--
-- Cost: a row each.

CREATE TABLE known_database (
  name text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('POSTGRES', 'MARIADB', 'REDSHIFT')),
  uses text[] NOT NULL,
  host text NOT NULL,
  port int NOT NULL,
  database text NOT NULL,
  username text NOT NULL,
  ssl_mode text NOT NULL,
  -- Where the password is to be found, or the sealed password; never the password.
  credential text NOT NULL,
  revision bigint NOT NULL,
  removed boolean NOT NULL DEFAULT false,
  known_since timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE installation (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  one boolean PRIMARY KEY DEFAULT true CHECK (one)
);

INSERT INTO installation DEFAULT VALUES;

-- Why: a target's table belongs to one load at a time, which is compared in each transaction that
-- writes there. A later load may take the table over from one that has ended, never the other way
-- round: the token says which is later. It is a time, so that loads of several installations into
-- one target can be compared, too. A retry is later than what came before it.
--
-- The installation tells loads of this database that were forgotten from those of another one,
-- about which nothing is known here.
--
-- Cost: extract_table is rewritten once; the tokens of what is there are those of the upgrade.

ALTER TABLE extract_table ADD COLUMN load_token bigint NOT NULL
  DEFAULT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;

CREATE TABLE installation (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  one boolean PRIMARY KEY DEFAULT true CHECK (one)
);

INSERT INTO installation DEFAULT VALUES;

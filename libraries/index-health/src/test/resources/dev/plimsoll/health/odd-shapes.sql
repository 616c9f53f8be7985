CREATE SCHEMA "Odd ""Schema""";
CREATE TABLE "Odd ""Schema"""."Mixed Case" (id int PRIMARY KEY, "Name" text, b int);
INSERT INTO "Odd ""Schema"""."Mixed Case" SELECT i, 'n' || i, i FROM generate_series(1, 2000) i;
CREATE INDEX "Lower" ON "Odd ""Schema"""."Mixed Case" (lower("Name"), b) WHERE b > 5;
SET enable_seqscan = off;
SELECT count(*) FROM "Odd ""Schema"""."Mixed Case" WHERE lower("Name") = 'n7' AND b > 5;
SELECT count(*) FROM "Odd ""Schema"""."Mixed Case" WHERE lower("Name") = 'n7' AND b > 5;
RESET enable_seqscan;
CREATE INDEX "Again ""Lower""" ON "Odd ""Schema"""."Mixed Case" (lower("Name"), b) WHERE (b > 5);
CREATE INDEX "Upper" ON "Odd ""Schema"""."Mixed Case" (upper("Name"), b) WHERE b > 5;
CREATE INDEX "Lower 6" ON "Odd ""Schema"""."Mixed Case" (lower("Name"), b) WHERE b > 6;

CREATE TABLE odd (a int, b int, t text, tags text[], CONSTRAINT odd_excluded EXCLUDE USING gist (
  int4range(a, a, '[]') WITH &&) WHERE (a < 0));
INSERT INTO odd SELECT i, i % 10, 't' || i, ARRAY['x' || i] FROM generate_series(1, 2000) i;
-- (a NULLS FIRST) is (a DESC NULLS LAST) backwards; (a) is neither.
CREATE INDEX odd_nulls_first ON odd (a NULLS FIRST);
CREATE INDEX odd_a_b ON odd (a DESC NULLS LAST, b);
CREATE INDEX odd_usual ON odd (a, t);
CREATE INDEX odd_including ON odd (b) INCLUDE (a);
CREATE INDEX odd_b_a ON odd (b, a);
CREATE INDEX odd_hash ON odd USING hash (b);
CREATE INDEX odd_pattern ON odd (t text_pattern_ops);
CREATE INDEX odd_text ON odd (t);
CREATE INDEX odd_gin ON odd USING gin (tags);
CREATE UNIQUE INDEX odd_unique ON odd (a, b, t);
-- Unread, yet no duplicates: their storage parameters change what they answer.
CREATE INDEX odd_brin ON odd USING brin (a) WITH (pages_per_range = 8);
CREATE INDEX odd_brin_finer ON odd USING brin (a) WITH (pages_per_range = 4);

CREATE TABLE parted (a int NOT NULL, b int, c int) PARTITION BY RANGE (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (1000) TO (3000) PARTITION BY RANGE (a);
CREATE TABLE parted_2_1 PARTITION OF parted_2 FOR VALUES FROM (1000) TO (3000);
INSERT INTO parted SELECT i, i, i FROM generate_series(1, 2500) i;
CREATE INDEX parted_b ON parted (b);
CREATE INDEX parted_b_again ON parted (b);
CREATE INDEX parted_1_own ON parted_1 (b);
CREATE INDEX parted_unread ON parted (c);

CREATE TABLE quiet (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE quiet_1 PARTITION OF quiet FOR VALUES FROM (0) TO (5000) PARTITION BY RANGE (a);
CREATE TABLE quiet_1_1 PARTITION OF quiet_1 FOR VALUES FROM (0) TO (5000);
INSERT INTO quiet SELECT i, i FROM generate_series(1, 2000) i;
CREATE INDEX quiet_b ON quiet (b);
CREATE INDEX quiet_1_1_own ON quiet_1_1 (b);

CREATE TABLE parent (id int PRIMARY KEY, x int, y int, UNIQUE (x, y));
INSERT INTO parent SELECT i, i, i FROM generate_series(1, 2000) i;
CREATE TABLE child (id int PRIMARY KEY, parent int, maybe int, x int, y int,
  CONSTRAINT child_parent_fkey FOREIGN KEY (parent) REFERENCES parent,
  CONSTRAINT child_maybe_fkey FOREIGN KEY (maybe) REFERENCES parent,
  CONSTRAINT child_pair_fkey FOREIGN KEY (x, y) REFERENCES parent (x, y));
INSERT INTO child SELECT i, i, i, i, i FROM generate_series(1, 2000) i;
CREATE INDEX child_parent_some ON child (parent) WHERE parent > 5;
CREATE INDEX child_maybe ON child (maybe, id) WHERE maybe IS NOT NULL;
CREATE INDEX child_x ON child (x, id, y);

CREATE TABLE watched (id int);
CREATE SEQUENCE hidden;
SELECT nextval('hidden');
SELECT pg_stat_force_next_flush();
-- alone
VACUUM (ANALYZE)
-- alone
SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT count(*) FROM "Odd ""Schema"""."Mixed Case" WHERE lower("Name") = 'n7' AND b > 5;
SELECT count(*) FROM "Odd ""Schema"""."Mixed Case" WHERE upper("Name") = 'N7' AND b > 5;
SELECT count(*) FROM "Odd ""Schema"""."Mixed Case" WHERE lower("Name") = 'n7' AND b > 6;
SELECT a, t FROM odd ORDER BY a, t LIMIT 1;
SELECT a, b FROM odd ORDER BY b, a LIMIT 1;
SELECT count(*) FROM odd WHERE t ~<~ 't2';
SELECT t FROM odd ORDER BY t LIMIT 1;
SELECT count(*) FROM child WHERE x = 5;
SELECT count(*) FROM parted WHERE b = 5;
SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = on;
SELECT count(*) FROM odd WHERE tags @> ARRAY['x7'];
RESET ALL;
SELECT pg_stat_force_next_flush();

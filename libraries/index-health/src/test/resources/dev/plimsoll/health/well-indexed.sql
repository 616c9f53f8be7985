CREATE TABLE customer (id bigint PRIMARY KEY, email text UNIQUE, region int);
INSERT INTO customer SELECT i, 'user' || i || '@example.org', i % 7 FROM generate_series(1, 20000) i;
CREATE TABLE purchase (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer,
  placed timestamptz NOT NULL, total numeric(12, 2), label text);
INSERT INTO purchase (customer_id, placed, total, label)
  SELECT 1 + i * 7919 % 20000, timestamptz '2026-01-01' + i * interval '1 min', i % 977 / 10.0,
         md5(i::text)
  FROM generate_series(1, 30000) i;
-- The same columns in another order, another class, direction, predicate or collation: no duplicates.
CREATE INDEX purchase_customer ON purchase (customer_id, placed);
CREATE INDEX purchase_placed ON purchase (placed, customer_id);
CREATE INDEX purchase_total ON purchase (total, placed DESC);
CREATE INDEX purchase_total_up ON purchase (total, placed, id);
CREATE INDEX purchase_label ON purchase (label COLLATE "C");
CREATE INDEX purchase_label_pattern ON purchase (label text_pattern_ops);
CREATE INDEX purchase_large ON purchase (total) WHERE total > 50;
-- Filled after their indexes: pages are split, and many half empty.
CREATE TABLE visit (id uuid PRIMARY KEY, tags text[], note text, at timestamptz);
CREATE INDEX visit_tags ON visit USING gin (tags);
CREATE INDEX visit_note ON visit (upper(note), at);
CREATE INDEX visit_at ON visit USING brin (at);
INSERT INTO visit
  SELECT gen_random_uuid(), ARRAY['a' || i % 501, 'b' || i % 3001], md5(i::text) || i,
         timestamptz '2026-01-01' + i * interval '1 s'
  FROM generate_series(1, 15000) i;
CREATE TABLE setting (id int PRIMARY KEY, customer_id bigint REFERENCES customer);
CREATE INDEX setting_unread ON setting (customer_id);
CREATE TABLE reading (at timestamptz NOT NULL, v int) PARTITION BY RANGE (at);
CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO ('2199-01-01');
INSERT INTO reading SELECT timestamptz '2026-06-01' + i * interval '1 s', i
  FROM generate_series(1, 5000) i;
CREATE INDEX reading_at ON reading (at);
-- Or what was inserted is counted again after ANALYZE has reset it.
SELECT pg_stat_force_next_flush();
-- alone
VACUUM (ANALYZE)
-- alone
SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT count(*) FROM purchase WHERE customer_id = 5;
SELECT count(*) FROM purchase WHERE placed < timestamptz '2026-01-02';
SELECT total FROM purchase ORDER BY total, placed DESC LIMIT 10;
SELECT id FROM purchase ORDER BY total, placed, id LIMIT 10;
SELECT count(*) FROM purchase WHERE label COLLATE "C" < '0';
SELECT count(*) FROM purchase WHERE label ~<~ '0';
SELECT count(*) FROM purchase WHERE total > 90;
SELECT count(*) FROM reading WHERE at < timestamptz '2026-06-01 00:01';
SELECT count(*) FROM visit WHERE upper(note) = 'X';
SET enable_bitmapscan = on; SET enable_indexscan = off;
SELECT count(*) FROM visit WHERE tags @> ARRAY['a5'];
SELECT count(*) FROM visit WHERE at > timestamptz '2026-03-01';
RESET ALL;
SELECT pg_stat_force_next_flush();

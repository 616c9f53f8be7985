CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint PRIMARY KEY, country text, city text);
-- The city determines the country.
INSERT INTO shop.customers
  SELECT i, 'country ' || i % 50, 'city ' || i % 500 FROM generate_series(1, 20000) i;
CREATE INDEX customers_country_city ON shop.customers (country, city);

CREATE TABLE shop.orders (
  id bigint PRIMARY KEY,
  customer_id bigint REFERENCES shop.customers,
  status text, placed timestamptz, note text);
INSERT INTO shop.orders
  SELECT i, 1 + i % 20000, 'status ' || i % 5, timestamptz '2026-01-01' + i * interval '1 min',
         md5(i::text)
  FROM generate_series(1, 25000) i;
CREATE INDEX orders_status ON shop.orders (status);
SET enable_seqscan = off;
SELECT count(*) FROM shop.orders WHERE status = 'status 1';
RESET enable_seqscan;
CREATE INDEX orders_status_again ON shop.orders (status);
CREATE INDEX orders_placed ON shop.orders (placed);
CREATE INDEX orders_placed_status ON shop.orders (placed DESC, status);
CREATE INDEX orders_note ON shop.orders (note);

CREATE TABLE shop.events (id bigint PRIMARY KEY, k int, tags text[])
  WITH (autovacuum_enabled = off);
INSERT INTO shop.events
  SELECT i, (i * 7919) % 100003, ARRAY['tag ' || i % 20011, 'tag ' || i * 7 % 20021]
  FROM generate_series(1, 100000) i;
CREATE INDEX events_k ON shop.events (k);
CREATE INDEX events_tags ON shop.events USING gin (tags) WITH (fastupdate = off);
DELETE FROM shop.events WHERE id % 10 <> 0;

CREATE TABLE shop.raw (id bigint, v text);
INSERT INTO shop.raw SELECT i, 'v' FROM generate_series(1, 5000) i;

CREATE TABLE shop.late (id bigint);
INSERT INTO shop.late SELECT i FROM generate_series(1, 2000) i;

CREATE TABLE shop.grown (id bigint);
INSERT INTO shop.grown SELECT i FROM generate_series(1, 2000) i;

-- Frequencies fall as 1 / v, so 100 common values are far from all that are common.
CREATE TABLE shop.skewed (v int);
INSERT INTO shop.skewed
  SELECT v FROM generate_series(1, 3000) v, generate_series(1, greatest(1, 3500 / v));
CREATE INDEX skewed_v ON shop.skewed (v);

CREATE TABLE shop.churn (id bigint) WITH (autovacuum_enabled = off);
INSERT INTO shop.churn SELECT i FROM generate_series(1, 5000) i;
DELETE FROM shop.churn WHERE id <= 3000;

CREATE SEQUENCE shop.tickets AS int;
SELECT setval('shop.tickets', 2000000000);

CREATE TABLE shop.old_key (id serial PRIMARY KEY);
SELECT setval('shop.old_key_id_seq', 2100000000);

CREATE TABLE shop.metrics (at timestamptz NOT NULL, v int) PARTITION BY RANGE (at);
CREATE TABLE shop.metrics_default PARTITION OF shop.metrics DEFAULT;
DO $$ BEGIN
  EXECUTE format('CREATE TABLE shop.metrics_1 PARTITION OF shop.metrics FOR VALUES FROM (%L) TO (%L)',
                 date_trunc('day', now()) - interval '30 days',
                 date_trunc('day', now()) - interval '1 days');
END $$;
-- Old rows, which no new partition is for.
INSERT INTO shop.metrics SELECT timestamptz '2001-01-01' + i * interval '1 s', i
  FROM generate_series(1, 20) i;
-- Or what was deleted is counted again after VACUUM has reset it.
SELECT pg_stat_force_next_flush();
-- alone
VACUUM (ANALYZE) shop.events
-- alone
ANALYZE shop.customers, shop.orders, shop.late, shop.grown, shop.skewed, shop.churn, shop.metrics;
ALTER TABLE shop.late ADD COLUMN added int;
INSERT INTO shop.grown SELECT i FROM generate_series(1, 5000) i;

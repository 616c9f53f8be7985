SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT count(*) FROM shop.orders WHERE status = 'status 1';
SELECT count(*) FROM shop.orders WHERE placed < timestamptz '2026-01-02' AND status = 'status 1';
SELECT count(*) FROM shop.orders WHERE customer_id = 7;
SELECT count(*) FROM shop.customers WHERE country = 'country 1' AND city = 'city 1';
SELECT count(*) FROM shop.events WHERE k = 5;
SELECT count(*) FROM shop.skewed WHERE v = 5;
RESET ALL;
SELECT pg_stat_force_next_flush();

-- typed constants
SELECT * FROM orders WHERE placed >= date $1 AND placed < date $2 + interval $3 day AND shipped > timestamp with time zone $4;
-- squashed lists
SELECT id FROM orders WHERE customer_id IN ($1 /*, ... */) AND status = ANY ($2) AND id NOT IN ($3, $4);
-- flipped
SELECT id FROM orders WHERE $1 < total AND $2 = customer_id AND $3 @> tags;
-- patterns
SELECT id FROM customers WHERE name LIKE 'Ab%' AND email ILIKE '%x%' AND name LIKE $1 AND email ~ '^a' AND name NOT LIKE 'b%';
-- expressions
SELECT id FROM customers WHERE lower(email) = $1 AND (data ->> 'plan') = 'pro' AND name::text = $2 AND coalesce(name, '') = '' AND date_trunc($3, born) = $4;
-- containment and search
SELECT id FROM customers c WHERE c.data @> $1::jsonb AND c.tags && ARRAY[$2, $3]::text[] AND to_tsvector('simple', c.notes) @@ plainto_tsquery($4) AND $5 = ANY (c.tags);
-- booleans and nulls
SELECT count(*) FROM customers WHERE active AND NOT deleted AND born IS NULL AND email IS NOT NULL AND vip IS TRUE AND NOT (name IS NULL);
-- partial candidates
SELECT id FROM orders WHERE status = 'open' AND total > 0 AND paid = false ORDER BY placed DESC NULLS LAST, id LIMIT 20;
-- disjunction
SELECT id FROM orders WHERE customer_id = $1 OR total > $2;
-- rows
SELECT id FROM orders WHERE (placed, id) > ($1, $2) AND (customer_id, status) IN (($3, $4)) ORDER BY placed, id FETCH FIRST $5 ROWS ONLY;
-- outer joins
SELECT c.id, o.total FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'open' AND c.active WHERE c.region = $1;
-- using and natural
SELECT o.id FROM orders o JOIN lines l USING (id) NATURAL JOIN regions r WHERE region = $1;
-- lateral
SELECT c.id, last.placed FROM customers c CROSS JOIN LATERAL (SELECT o.placed FROM orders o WHERE o.customer_id = c.id ORDER BY o.placed DESC LIMIT 1) last WHERE last.placed > $1;
-- pushed into a sub-query
SELECT s.customer_id FROM (SELECT customer_id, total t FROM orders WHERE status = 'open') s WHERE s.customer_id = $1 AND t > $2;
-- not pushed below a limit
SELECT s.id FROM (SELECT id, total FROM orders ORDER BY total LIMIT 10) s WHERE s.total > $1;
-- alias before column
SELECT lower(name) AS email, count(*) FROM customers GROUP BY email, 1 ORDER BY email, 2 DESC;
-- distinct on
SELECT DISTINCT ON (customer_id) customer_id, placed FROM orders ORDER BY customer_id, placed DESC;
-- union
SELECT id FROM orders WHERE status = $1 UNION ALL SELECT id FROM archived.orders WHERE status = $2 ORDER BY 1 LIMIT $3;
-- upsert
INSERT INTO regions AS r (region, visits) VALUES ($1, $2) ON CONFLICT (region) DO UPDATE SET visits = r.visits + excluded.visits WHERE r.region <> $3 RETURNING visits;
-- insert of a query
INSERT INTO archived.orders SELECT * FROM orders WHERE placed < $1;
-- update from
UPDATE orders o SET total = l.sum FROM (SELECT id, sum(price) AS sum FROM lines GROUP BY id) l WHERE l.id = o.id AND o.status = $1;
-- delete using
DELETE FROM lines USING orders o WHERE lines.id = o.id AND o.placed < now() - interval '1 year' RETURNING lines.*;
-- merge
MERGE INTO regions r USING customers c ON r.region = c.region WHEN MATCHED AND c.active THEN UPDATE SET visits = visits + 1 WHEN NOT MATCHED THEN INSERT (region, visits) VALUES (c.region, 1);
-- writing CTE
WITH gone AS (DELETE FROM orders WHERE status = $1 RETURNING customer_id) SELECT c.id FROM customers c JOIN gone g ON g.customer_id = c.id;
-- functions in FROM
SELECT o.id FROM unnest($1::int[]) AS wanted(id) JOIN orders o ON o.id = wanted.id;
-- whole row
SELECT row_to_json(o) FROM orders o WHERE o.id = $1;
-- correlated
SELECT c.id FROM customers c WHERE NOT EXISTS (SELECT FROM orders WHERE customer_id = c.id AND status = 'open') AND c.id > ALL (SELECT customer_id FROM orders);
-- same row
SELECT id FROM orders WHERE shipped > placed AND total = total + 1;
-- unknown table
SELECT id, secret FROM nowhere WHERE secret = $1;
-- unknown column
SELECT o.nothing, missing FROM orders o WHERE missing = $1;
-- of two unknown
SELECT a.x FROM nowhere a JOIN elsewhere b ON a.id = b.id WHERE y = $1;
-- quoted names
SELECT "Id" FROM "Odd Table" WHERE upper("Group") = $1 ORDER BY "Id";
-- utility with a query
DECLARE c CURSOR FOR SELECT * FROM orders WHERE customer_id = $1;
-- utility
VACUUM orders;

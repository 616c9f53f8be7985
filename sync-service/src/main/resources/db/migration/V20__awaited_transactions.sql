-- Why: who is awaited before a watermark moves may be a transaction without a session, prepared by
-- its number. Names say of which kind they are now; those of before were virtual numbers, which
-- would be taken for ended.
--
-- Cost: one update of each watermark that waits.

UPDATE watermark
SET pending_transactions = ARRAY(
  SELECT CASE WHEN name ~ '^-?[0-9]+/[0-9]+$' THEN 'virtual ' || name ELSE name END
  FROM unnest(pending_transactions) AS name)
WHERE pending_transactions IS NOT NULL;

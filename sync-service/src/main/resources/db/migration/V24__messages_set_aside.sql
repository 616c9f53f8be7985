-- Messages that Kafka never takes as they are stay here, out of the way of those behind them.
--
-- Why: one message beyond a broker's limit held back everything behind it in its topic, for ever.
--
-- Cost: two columns that are NULL but for what is set aside; no row is rewritten. The relay steps over
-- the rows that are, which are few.

ALTER TABLE outbox
  ADD COLUMN set_aside_at timestamptz,
  ADD COLUMN refusal text;

-- Messages that wait until Kafka has them: see dev.plimsoll.outbox.Outbox.
--
-- Why: state and messages are one transaction. A message that Kafka never takes as it is is set aside,
-- so that those behind it in its topic go on.
--
-- Cost: a row in and a row out for each message. The relay steps over what is set aside, which is little.

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  partition_number int,
  key text NOT NULL,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  body text NOT NULL,
  set_aside_at timestamptz,
  refusal text
);

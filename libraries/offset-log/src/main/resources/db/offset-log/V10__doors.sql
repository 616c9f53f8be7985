-- One order over all doors, and what no run could place.
--
-- Why. Who waits for offsets goes past the queue. A batch of the same producer that was accepted
-- before, and waits there, must be placed first: judged afterwards it would be out of sequence, or
-- fenced by a later epoch, and lost though it was accepted. So each row of the queue says whose
-- batches it holds, and who waits looks for their own under the lane's lock.
--
-- A batch that makes every run fail would hold up its lane for ever. It is taken out, with its
-- reason, until a person tries it again or drops it. It refers to its object as it did in the
-- queue.
--
-- What it costs: 28 bytes a row of the queue and 4 for each further producer, and a look at the
-- lane's queue for each transaction of those who wait; the quarantine costs nothing while it is
-- empty.

-- Of the batches of this row; NULL where there are too many to say, or it is from before.
ALTER TABLE manifest ADD COLUMN producers int[];

CREATE TABLE quarantine (
  quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  set_aside_at timestamptz NOT NULL DEFAULT now(),
  lane int NOT NULL,
  batch_count int NOT NULL CHECK (batch_count > 0),
  -- Of the error, and one sentence for people.
  code text NOT NULL,
  reason text NOT NULL,
  -- As it was in the queue; not all of it can be read.
  readable boolean NOT NULL,
  packed bytea NOT NULL
);

-- What a build's recipe has done, step by step, as its builder tells.
--
-- Why: the planned statements say what was to be done; after a kill, a retry or a failure a person wants
-- to know what was, what was found done already, and where the time went. The document is replaced as a
-- whole and is of one attempt, the one beside it.
--
-- Cost: at most a dozen steps, about 1 kB a build, written with events that write the row anyway.

ALTER TABLE builds
  ADD COLUMN steps text NOT NULL DEFAULT '[]',
  ADD COLUMN steps_attempt int NOT NULL DEFAULT 0;

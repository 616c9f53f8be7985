-- Builds that have not ended are asked for every second by the pipeline's view.
--
-- Cost: before, a scan of every build there ever was; after, a read of those in motion. The index
-- holds only these, so it stays as small as they are few.

CREATE INDEX builds_pending ON builds (created_at) WHERE ended_at IS NULL;

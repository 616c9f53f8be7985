-- Why: a small build of 10 ms that waited 7 s for an older transaction was shown as predicted at 25 ms and taken 7 s.
--
-- Cost: one column, written once a build.

-- Of actual_millis, for other transactions; -1 where it was too short to be seen.
ALTER TABLE builds ADD COLUMN waited_millis bigint NOT NULL DEFAULT -1;

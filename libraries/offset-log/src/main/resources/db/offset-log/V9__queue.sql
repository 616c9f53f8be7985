-- The queue keeps its pages.
--
-- Why. A vacuum that finds the end of a table empty gives the pages back, and needs a lock for it that
-- all appends and runs wait for. A queue is empty at its end whenever it is short, and needs the
-- pages again at once. And a table without a page is one that it costs nothing to read: plans that
-- were made then read all of it when it is long.
--
-- What it costs: the disk space of the longest queue there has been.
ALTER TABLE manifest SET (vacuum_truncate = off);

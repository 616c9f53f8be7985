-- More lanes.
--
-- Why. With two, whatever held one up (a lock on one of its partitions, a frozen process) held up half
-- of all partitions. With sixteen it is a sixteenth of those that are made from now on.
--
-- What it costs: a topic's partitions lie in two lanes as before, since each lane that a file touches is
-- a row of the queue, and each that a run takes is a transaction. Which two follows from the topic's
-- name. A partition keeps its lane for ever: what is there stays in the first two.
INSERT INTO lane SELECT lane FROM generate_series(2, 15) AS lane;

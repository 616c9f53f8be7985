-- Why: a place of a lane is called a slot, as everywhere else; "berth" was a word of our own.
--
-- Cost: none; names alone change.

ALTER TABLE builds RENAME COLUMN berth TO slot;
ALTER TABLE berths RENAME TO slots;
ALTER TABLE slots RENAME COLUMN berth TO slot;

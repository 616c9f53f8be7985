-- Why: a table ends when its last file is announced, half a second and more after its last row; without that its end was
-- foretold too early by so much.
--
-- Cost: none to speak of; one more column in an update that is made anyway.

ALTER TABLE extract_table
  -- Milliseconds from the last row until the last file is announced, as foretold; 0 before anything is read.
  ADD COLUMN read_closing_ms bigint NOT NULL DEFAULT 0;

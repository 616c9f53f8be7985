-- What a server told of itself when its database was registered.
--
-- Why: a load line is partly read and partly taken on trust, and whoever looks at it later is to see
-- which is which. A document, since nothing is ever asked by it.
--
-- Cost: some 300 bytes a database.

ALTER TABLE databases ADD COLUMN server text;

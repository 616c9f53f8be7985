-- Why: a receipt says which columns have values that not every reader of the files has as they are:
-- infinity, and moments outside of the years 1 to 9999. Source and target may be equal all the same.
--
-- And a table that cannot be read again (a column is gone meanwhile) costs the others nothing: why
-- is kept by table.
--
-- Cost: one column, NULL for almost every table; a row for a table that cannot be read again.

ALTER TABLE table_receipt
  -- Columns, how many such values their files have, and the rule that they were read by.
  ADD COLUMN special_values jsonb;

CREATE TABLE table_receipt_failure (
  table_id uuid PRIMARY KEY REFERENCES extract_table,
  error_code text NOT NULL,
  error text NOT NULL
);

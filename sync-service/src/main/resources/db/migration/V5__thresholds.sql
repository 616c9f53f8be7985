-- Versions of the thresholds of sparse_sequence_optimization.
--
-- Why: thresholds are changed while extracts run, by any process for all of them, and somebody wants to
-- know later who has changed which, when and why. A version is both: the newest one holds, and none is
-- ever changed or removed. That is refused here, for whoever writes to the table; who owns it can still
-- drop the trigger.
--
-- Cost: a row of about a kilobyte each time that a person changes something; the newest one is read by
-- its key, once a second in each process that reads windows.

CREATE TABLE threshold_version (
  version bigint PRIMARY KEY CHECK (version > 0),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- As the caller has said: the API has one token for all.
  changed_by text NOT NULL CHECK (changed_by <> ''),
  reason text NOT NULL CHECK (reason <> ''),
  old_values jsonb NOT NULL,
  new_values jsonb NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of %.% are added, and never changed or removed', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER threshold_version_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON threshold_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

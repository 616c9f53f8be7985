CREATE EXTENSION pg_trgm;
CREATE EXTENSION citext;
CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION german (provider = icu, locale = 'de');
CREATE FOREIGN DATA WRAPPER void;
CREATE SERVER nowhere FOREIGN DATA WRAPPER void;
GRANT USAGE ON FOREIGN SERVER nowhere TO "odd owner";
GRANT CREATE ON SCHEMA public TO "odd owner";
CREATE TABLE theirs AS SELECT i AS id FROM generate_series(1, 500) i;
CREATE SCHEMA closed CREATE TABLE closed.vault (id int);
CREATE FUNCTION guard() RETURNS event_trigger LANGUAGE plpgsql AS $$
  DECLARE made record;
  BEGIN
    FOR made IN SELECT object_identity AS name FROM pg_event_trigger_ddl_commands() LOOP
      IF made.name LIKE '%guarded%' THEN RAISE 'nobody indexes guarded tables'; END IF;
    END LOOP;
  END $$;
CREATE EVENT TRIGGER guard ON ddl_command_end WHEN TAG IN ('CREATE INDEX', 'ALTER TABLE')
  EXECUTE FUNCTION guard();

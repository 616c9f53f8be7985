-- Why: each table of each extract has a log topic of its own. Once its rows are where they should
-- be and a while has passed, nobody reads it, and the log gets slower with every partition that it
-- keeps. Topics that are to be deleted are kept until the log has said that they are.
--
-- Cost: a column with a constant default, no row is touched; a row for each topic until it is gone.

ALTER TABLE extract_table ADD COLUMN log_topic_ended boolean NOT NULL DEFAULT false;

CREATE TABLE ended_topic (
  topic text PRIMARY KEY,
  ended_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What is looked for: tables that were loaded and whose topic is there still.
CREATE INDEX extract_table_topic ON extract_table (ended_at)
  WHERE state = 'LOADED' AND NOT log_topic_ended;

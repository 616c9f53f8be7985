package dev.plimsoll.systemtests;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// As long as this is open, builds in a database run and do not end: each CREATE INDEX there stands
/// at its beginning. Builds of small tables would else be over between two looks at them.
final class HeldBuilds implements AutoCloseable {
  private static final long LOCK = 5_300_000_019L;

  private final Connection holder;

  /// @param holder a superuser's session on the database, which this closes
  HeldBuilds(Connection holder) throws SQLException {
    this.holder = holder;
    try (Statement statement = holder.createStatement()) {
      // Looks again and again: a wait for a lock would be ended by a builder's lock_timeout.
      statement.execute(
          """
          CREATE FUNCTION wait_for_the_test() RETURNS event_trigger LANGUAGE plpgsql AS $$
          BEGIN
            WHILE NOT pg_try_advisory_xact_lock_shared(%d) LOOP
              PERFORM pg_sleep(0.02);
            END LOOP;
          END $$;
          CREATE EVENT TRIGGER wait_for_the_test ON ddl_command_start WHEN TAG IN ('CREATE INDEX')
            EXECUTE FUNCTION wait_for_the_test();
          SELECT pg_advisory_lock(%d);
          """
              .formatted(LOCK, LOCK));
    }
  }

  @Override
  public void close() throws SQLException {
    holder.close();
  }
}

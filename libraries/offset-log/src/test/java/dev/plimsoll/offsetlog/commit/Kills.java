package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.LogDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ends sessions of the log under test that are at work, at random moments.
record Kills(LogDatabase log, Random random, AtomicBoolean going) {
  /// Until nobody is going any more.
  boolean run() throws Exception {
    try (Connection connection = log.connect();
        Statement statement = connection.createStatement()) {
      while (going.get()) {
        // Moments are to be random here; nothing is waited for.
        TimeUnit.MILLISECONDS.sleep(5 + random.nextInt(60));
        statement.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = '%s' AND state <> 'idle' ORDER BY random() LIMIT 1
            """
                .formatted(LogDatabase.APPLICATION_NAME));
      }
    }
    return true;
  }
}

package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.LogDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/// Ends sessions of the log under test that are at work, at random moments. Between two, somebody
/// has been answered, so that the work comes to its end on a slow machine too.
///
/// @param answers how many there have been
record Kills(LogDatabase log, Random random, AtomicBoolean going, IntSupplier answers) {
  /// Until nobody is going any more.
  boolean run() throws Exception {
    try (Connection connection = log.connect();
        Statement statement = connection.createStatement()) {
      int answered = -1;
      while (going.get()) {
        // Moments are to be random here.
        TimeUnit.MILLISECONDS.sleep(5 + random.nextInt(60));
        if (answers.getAsInt() == answered) {
          continue;
        }
        answered = answers.getAsInt();
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

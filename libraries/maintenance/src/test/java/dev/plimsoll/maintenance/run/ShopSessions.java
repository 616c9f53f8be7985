package dev.plimsoll.maintenance.run;

import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// An application at work: sessions that update and read single rows, and one that inserts by
/// time.
final class ShopSessions implements AutoCloseable {
  static final int ROWS = 40_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicLong longest = new AtomicLong();
  private final AtomicLong statements = new AtomicLong();
  private volatile boolean closed;

  ShopSessions(TestDatabase database, int sessions, long seed) {
    for (int i = 0; i < sessions; i++) {
      SplittableRandom random = new SplittableRandom(seed + i);
      running.add(
          threads.submit(
              () -> {
                work(database, random);
                return null;
              }));
    }
  }

  private void work(TestDatabase database, SplittableRandom random)
      throws SQLException, InterruptedException {
    try (Connection connection = connect(database);
        PreparedStatement update =
            connection.prepareStatement("UPDATE shop.orders SET v = ? WHERE id = ?");
        PreparedStatement read =
            connection.prepareStatement("SELECT count(*) FROM shop.orders WHERE v = ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO shop.metrics (at, v) VALUES (now(), ?)")) {
      while (!closed) {
        update.setInt(1, random.nextInt(1_000_000));
        update.setInt(2, 1 + random.nextInt(ROWS));
        timed(update);
        read.setInt(1, random.nextInt(1_000_000));
        timed(read);
        insert.setInt(1, 1);
        timed(insert);
        Thread.sleep(10);
      }
    }
  }

  static Connection connect(TestDatabase database) throws SQLException {
    Connection connection = database.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET application_name = 'shop'");
    }
    return connection;
  }

  private void timed(PreparedStatement statement) throws SQLException {
    long begun = System.nanoTime();
    statement.execute();
    took(System.nanoTime() - begun);
  }

  void took(long nanos) {
    longest.accumulateAndGet(nanos, Math::max);
    statements.incrementAndGet();
  }

  /// The longest statement since the last question.
  long longestMillis() {
    return longest.getAndSet(0) / 1_000_000;
  }

  long statements() {
    return statements.get();
  }

  @Override
  public void close() throws InterruptedException, ExecutionException {
    closed = true;
    threads.shutdown();
    for (Future<?> one : running) {
      one.get();
    }
  }
}

package dev.plimsoll.offsetlog;

import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/// Freezes whoever is about to execute a statement, as a stopped process does: what its
/// transaction has locked stays locked.
public final class Freezer {
  private final CountDownLatch frozen = new CountDownLatch(1);
  private final CountDownLatch thawed = new CountDownLatch(1);
  private final String statement;

  /// @param statement a part of its text
  public Freezer(String statement) {
    this.statement = statement;
  }

  public void awaitFrozen() throws InterruptedException {
    frozen.await();
  }

  public void thaw() {
    thawed.countDown();
  }

  /// Whose connections freeze.
  public DataSource on(DataSource dataSource) {
    return Tapped.dataSource(
        dataSource,
        (method, arguments, call) -> {
          if (method.getName().equals("prepareStatement")
              && arguments != null
              && arguments[0] instanceof String sql
              && sql.contains(statement)) {
            frozen.countDown();
            thawed.await();
          }
          return call.go();
        });
  }
}

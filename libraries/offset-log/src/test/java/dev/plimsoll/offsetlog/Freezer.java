package dev.plimsoll.offsetlog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
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
    return (DataSource)
        Proxy.newProxyInstance(
            Freezer.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              Object result = method.invoke(dataSource, arguments);
              return result instanceof Connection connection ? on(connection) : result;
            });
  }

  private Connection on(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Freezer.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("prepareStatement")
                  && arguments[0] instanceof String sql
                  && sql.contains(statement)) {
                frozen.countDown();
                thawed.await();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

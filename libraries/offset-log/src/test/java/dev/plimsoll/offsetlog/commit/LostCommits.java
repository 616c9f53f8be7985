package dev.plimsoll.offsetlog.commit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/// Connections of which one breaks when it is to commit: before the server does, or after it, when
/// only the answer is lost.
final class LostCommits {
  /// When it breaks.
  enum Moment {
    BEFORE,
    AFTER
  }

  private final Moment moment;
  private final AtomicBoolean due = new AtomicBoolean(true);

  LostCommits(Moment moment) {
    this.moment = moment;
  }

  DataSource on(DataSource dataSource) {
    return (DataSource)
        Proxy.newProxyInstance(
            LostCommits.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              Object result = method.invoke(dataSource, arguments);
              return result instanceof Connection connection ? on(connection) : result;
            });
  }

  private Connection on(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            LostCommits.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("commit") && due.compareAndSet(true, false)) {
                if (moment == Moment.AFTER) {
                  connection.commit();
                }
                throw new SQLException("the connection broke", "08006");
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.postgres.transaction.Transactions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;

/// A data source that gives the connection of the thread that asks, and keeps it open when it is
/// given back: as a pool where every thread finds the connection that it had.
final class OneSession {
  private OneSession() {}

  /// @param connection closed by whoever opened it
  static Transactions transactions(Connection connection) {
    return new Transactions(of(() -> connection));
  }

  /// @param connection of the thread that asks; closed by whoever opened it
  static DataSource of(Supplier<Connection> connection) {
    Connection kept =
        proxy(
            Connection.class,
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(connection.get(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return proxy(
        DataSource.class,
        (_, method, _) -> {
          if (method.getName().equals("getConnection")) {
            return kept;
          }
          throw new UnsupportedOperationException(method.getName());
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(OneSession.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}

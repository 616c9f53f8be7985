package dev.plimsoll.benchmarks.stack;

import dev.plimsoll.postgres.transaction.Transactions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;

/// Data source that always gives a thread its own connection and ignores `close`.
public final class OneSession {
  private OneSession() {}

  public static Transactions transactions(Connection connection) {
    return new Transactions(of(() -> connection));
  }

  /// @param connection of the calling thread; its opener closes it
  public static DataSource of(Supplier<Connection> connection) {
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

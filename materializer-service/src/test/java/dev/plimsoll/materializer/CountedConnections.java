package dev.plimsoll.materializer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/// Counts the connections that are taken, and that are given back.
public final class CountedConnections {
  private final DataSource dataSource;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger returned = new AtomicInteger();

  public CountedConnections(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// At this moment.
  public int held() {
    return taken.get() - returned.get();
  }

  /// So far.
  public int returned() {
    return returned.get();
  }

  /// Whose connections are counted.
  public DataSource counted() {
    return (DataSource)
        Proxy.newProxyInstance(
            CountedConnections.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              Object result = method.invoke(dataSource, arguments);
              if (result instanceof Connection connection) {
                taken.incrementAndGet();
                return counted(connection);
              }
              return result;
            });
  }

  private Connection counted(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            CountedConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (method.getName().equals("close")) {
                  returned.incrementAndGet();
                }
              }
            });
  }
}

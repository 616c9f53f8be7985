package dev.plimsoll.materializer.append;

import java.lang.reflect.Proxy;
import java.sql.DriverManager;
import javax.sql.DataSource;

/// Connections without a pool: each is a session of its own, as after a pool has lost its own.
final class SessionsAnew {
  private SessionsAnew() {}

  static DataSource of(String url, String user, String password) {
    return (DataSource)
        Proxy.newProxyInstance(
            SessionsAnew.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, _) -> {
              if (!method.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return DriverManager.getConnection(url, user, password);
            });
  }
}

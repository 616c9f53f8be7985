package dev.plimsoll.offsetlog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A data source whose connections, and their prepared statements, are meddled with.
public final class Tapped {
  /// Goes on with a call, as it was meant.
  @FunctionalInterface
  public interface Call {
    @Nullable Object go() throws Throwable;
  }

  /// Does something before, after, or instead of a call.
  @FunctionalInterface
  public interface Tap {
    /// @param arguments null where there are none
    @Nullable Object call(Method method, Object @Nullable [] arguments, Call call) throws Throwable;
  }

  private Tapped() {}

  public static DataSource dataSource(DataSource dataSource, Tap tap) {
    return of(DataSource.class, dataSource, (_, _, call) -> tapped(call.go(), tap));
  }

  private static @Nullable Object tapped(@Nullable Object result, Tap tap) {
    return result instanceof Connection connection
        ? of(
            Connection.class,
            connection,
            (method, arguments, call) ->
                tap.call(
                    method,
                    arguments,
                    () -> {
                      Object made = call.go();
                      return made instanceof PreparedStatement statement
                          ? of(PreparedStatement.class, statement, tap)
                          : made;
                    }))
        : result;
  }

  private static <T> T of(Class<T> type, T target, Tap tap) {
    return type.cast(
        Proxy.newProxyInstance(
            Tapped.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                tap.call(
                    method,
                    arguments,
                    () -> {
                      try {
                        return method.invoke(target, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    })));
  }
}

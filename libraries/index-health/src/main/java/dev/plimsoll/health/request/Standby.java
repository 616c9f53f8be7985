package dev.plimsoll.health.request;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// A physical standby whose use of indexes counts too.
///
/// @param name for people
/// @param source of a new connection to the same database there, which the check closes
public record Standby(String name, Source source) {
  /// Silence after which a connection is to break: longer than any statement of a check.
  public static final Duration SILENCE = Duration.ofSeconds(45);

  /// Opens a connection in auto-commit mode.
  @FunctionalInterface
  public interface Source {
    Connection open() throws SQLException;
  }
}

package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/// A PostgreSQL version.
///
/// @param number of `server_version_num`, for example 180004 for 18.4
public record ServerVersion(int number) {
  /// First `server_version_num` that is supported.
  public static final int OLDEST = 140_000;

  private static final int FIRST_SILENT_LOSS = 180_000;
  private static final int LAST_SILENT_LOSS = 180_001;

  public static ServerVersion of(Connection connection) throws SQLException {
    return Sql.of(connection, "SELECT current_setting('server_version_num')::int")
        .one(row -> new ServerVersion(row.getInt(1)));
  }

  /// Whether statements that lock and join may silently drop rows while others update them, as
  /// those of 18.0 and 18.1 do.
  public boolean isSilentlyLosingRows() {
    return number >= FIRST_SILENT_LOSS && number <= LAST_SILENT_LOSS;
  }

  /// Of a database that a service keeps its own state in.
  ///
  /// @throws PlimsollException UNSUPPORTED_SERVER, with the reason
  public void requireSupported() {
    if (number < OLDEST) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_SERVER, "PostgreSQL " + this + " is older than 14");
    }
    if (isSilentlyLosingRows()) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_SERVER,
          "PostgreSQL "
              + this
              + " silently drops rows from statements that lock and join while others update:"
              + " what processes share, as batches and their offsets, could be lost");
    }
  }

  @Override
  public String toString() {
    return number / 10_000 + "." + number % 10_000;
  }
}

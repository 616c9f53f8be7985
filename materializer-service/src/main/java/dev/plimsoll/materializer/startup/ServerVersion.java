package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/// A PostgreSQL version as `server_version_num` gives it.
///
/// @param number for example 180004 for 18.4
record ServerVersion(int number) {
  private static final int OLDEST = 140_000;
  private static final int FIRST_DEFECTIVE = 180_000;
  private static final int LAST_DEFECTIVE = 180_001;

  static ServerVersion of(Connection connection) throws SQLException {
    return Sql.of(connection, "SELECT current_setting('server_version_num')::int")
        .one(row -> new ServerVersion(row.getInt(1)));
  }

  /// @throws PlimsollException UNSUPPORTED_SERVER, with the reason
  void requireSupported() {
    if (number < OLDEST) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_SERVER, "PostgreSQL " + this + " is older than 14");
    }
    if (number >= FIRST_DEFECTIVE && number <= LAST_DEFECTIVE) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_SERVER,
          "PostgreSQL "
              + this
              + " silently drops rows from statements that lock and join while others update:"
              + " batches could lose their offsets");
    }
  }

  @Override
  public String toString() {
    return number / 10_000 + "." + number % 10_000;
  }
}

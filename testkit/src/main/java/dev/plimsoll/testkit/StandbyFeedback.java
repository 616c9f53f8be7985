package dev.plimsoll.testkit;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/// Imitation of a standby with `hot_standby_feedback`: it receives WAL and reports the oldest
/// transaction that its queries still see.
public final class StandbyFeedback implements AutoCloseable {
  private static final int FEEDBACK_BYTES = 25;

  private final Connection connection;
  private final CopyDual stream;

  /// @param slot with a space after it, or empty for none
  public StandbyFeedback(TestDatabase database, String slot) throws SQLException {
    String begin = one(database, "SELECT pg_current_wal_lsn()::text");
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("replication", "database");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("ApplicationName", "standby-under-test");
    Connection opened = new Driver().connect(database.jdbcUrl(), properties);
    if (opened == null) {
      throw new SQLException("not a PostgreSQL URL");
    }
    connection = opened;
    stream =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyDual("START_REPLICATION " + slot + "PHYSICAL " + begin);
  }

  /// Reports that a query of the standby still sees the present snapshot.
  public void holdNow(TestDatabase database) throws SQLException {
    long xid = Long.parseLong(one(database, "SELECT pg_current_xact_id()::text"));
    ByteBuffer message = ByteBuffer.allocate(FEEDBACK_BYTES);
    message.put((byte) 'h').putLong(0).putInt((int) xid).putInt((int) (xid >>> 32));
    message.putInt(0).putInt(0);
    stream.writeToCopy(message.array(), 0, FEEDBACK_BYTES);
    stream.flushCopy();
  }

  private static String one(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.source.SourceRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// Rows of a binary COPY, as the server sends them. Each tuple is a message of its own, so a row
/// costs one array.
///
/// Source: PostgreSQL documentation, COPY, "Binary Format".
final class CopyRows implements SourceRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int FIXED_HEADER = SIGNATURE.length + 8;
  private static final int TRAILER = -1;

  private final CopyOut copy;
  private final RowGuard guard;
  private boolean headerRead;
  private boolean ended;

  /// @param sql a COPY … TO STDOUT (FORMAT binary) with the guard's condition
  CopyRows(Connection connection, String sql, RowGuard guard) throws SQLException {
    this.guard = guard;
    try {
      copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    } catch (SQLException e) {
      throw guard.meaning(e);
    }
  }

  /// The end is the trailer followed by the server's completion.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException VALUE_NOT_CARRIED for a row beyond
  ///     the limit
  @Override
  public byte @Nullable [] next() throws SQLException, IOException {
    if (ended) {
      return null;
    }
    byte[] message = read();
    if (message == null) {
      throw new IOException("COPY ended without its trailer");
    }
    if (!headerRead) {
      headerRead = true;
      int header = headerLength(message);
      // The header travels in the first tuple's message.
      message = Arrays.copyOfRange(message, header, message.length);
      if (message.length == 0) {
        return next();
      }
    }
    if (ByteBuilder.int16(message, 0) == TRAILER) {
      if (copy.readFromCopy() != null) {
        throw new IOException("COPY went on after its trailer");
      }
      ended = true;
      return null;
    }
    return message;
  }

  private byte @Nullable [] read() throws SQLException {
    try {
      return copy.readFromCopy();
    } catch (SQLException e) {
      throw guard.meaning(e);
    }
  }

  private static int headerLength(byte[] message) throws IOException {
    if (message.length < FIXED_HEADER
        || !Arrays.equals(message, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      throw new IOException("not a binary COPY");
    }
    return FIXED_HEADER + ByteBuilder.int32(message, SIGNATURE.length + 4);
  }

  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      try {
        copy.cancelCopy();
      } catch (SQLException e) {
        // All rows may have been sent already: then there was nothing to cancel.
        if (copy.isActive()) {
          throw e;
        }
      }
    }
  }
}

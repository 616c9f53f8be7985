package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.source.BlockSession;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.tracing.StatementComment;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// Session that reads one table of a PostgreSQL by binary COPY: whole, by ranges of keys or by
/// ranges of blocks. Where the access has a snapshot, all sessions share it.
///
/// @param session closed with this
record PostgresReading(
    PostgresConnections connector, TableAccess access, RowLimit limit, Connection session)
    implements WholeTable, KeySession, BlockSession {
  private static final String IDS = "SELECT min(%1$s)::bigint, max(%1$s)::bigint%2$s";

  static PostgresReading open(PostgresConnections connector, TableAccess access, RowLimit limit)
      throws SQLException {
    return new PostgresReading(connector, access, limit, open(connector, access));
  }

  private static Connection open(PostgresConnections connector, TableAccess access)
      throws SQLException {
    return SourceSession.open(
        connector,
        access.address(),
        access.program(),
        session -> {
          if (access.snapshot() instanceof PostgresSnapshot snapshot) {
            snapshot.join(session, access.table().name());
          }
          return session;
        });
  }

  private PlannedTable table() {
    return access.table();
  }

  private RowGuard guard() {
    return new RowGuard(table(), limit);
  }

  @Override
  public SourceRows rows() throws SQLException {
    return new CopyRows(session, RangeQuery.copy(guard()), guard());
  }

  @Override
  public SourceRows rows(ReadRange range, List<String> after) throws SQLException {
    return new CopyRows(session, RangeQuery.copy(guard(), range, after), guard());
  }

  @Override
  public SourceRows rows(BlockRange range) throws SQLException {
    return new CopyRows(session, RangeQuery.copyBlocks(guard(), range), guard());
  }

  @Override
  public boolean isBefore(List<String> key, String bound) throws SQLException {
    return Sql.of(session, RangeQuery.isBefore(table(), key, bound)).one(row -> row.getBoolean(1));
  }

  @Override
  public Optional<IdWindow> ids() throws SQLException {
    String key = Identifiers.quote(table().key().getFirst());
    return Sql.of(session, IDS.formatted(key, RangeQuery.from(table())))
        .one(
            row -> {
              long first = row.getLong(1);
              return row.wasNull()
                  ? Optional.empty()
                  : Optional.of(new IdWindow(first, row.getLong(2)));
            });
  }

  // Under the same snapshot the rows and their order are the same.
  @Override
  public Optional<String> place(BlockRange range, long rowsBefore) throws SQLException {
    try (Connection other = open(connector, access)) {
      return Sql.of(other, RangeQuery.place(table(), range, rowsBefore))
          .first(row -> "the row with ctid = " + row.getString(1));
    }
  }

  @Override
  public boolean hasItsOwnMoment() {
    return false;
  }

  @Override
  public TableDigest digest() throws SQLException {
    return digestUnder(List.of(RangeQuery.where(table())));
  }

  @Override
  public TableDigest digest(ReadRange range, List<String> after, List<String> upTo)
      throws SQLException {
    return digestUnder(List.of(RangeQuery.where(table(), range, after, upTo)));
  }

  @Override
  public TableDigest digest(List<BlockRange> ranges) throws SQLException {
    return digestUnder(ranges.stream().map(range -> RangeQuery.where(table(), range)).toList());
  }

  /// @param conditions each with its keyword, or empty; they do not overlap
  private TableDigest digestUnder(List<String> conditions) throws SQLException {
    long rows = 0;
    long sum = 0;
    // In another session: the reading one may be within a COPY.
    try (Connection other = open(connector, access)) {
      for (String condition : conditions) {
        TableDigest found =
            DigestSql.ask(
                other, DigestSql.of(table().name(), table().only(), table().columns(), condition));
        rows += found.rows();
        sum += Long.parseUnsignedLong(found.digest(), 16);
      }
    }
    return new TableDigest(rows, RowDigest.hex(sum));
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }

  /// Rows of a binary COPY, as the server sends them. Each tuple is a message of its own, so a row
  /// costs one array.
  ///
  /// Source: PostgreSQL documentation, COPY, "Binary Format".
  private static final class CopyRows implements SourceRows {
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
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(StatementComment.on(sql));
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
}

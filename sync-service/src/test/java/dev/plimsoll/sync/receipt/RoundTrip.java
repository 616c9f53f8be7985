package dev.plimsoll.sync.receipt;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.parquet.FileForm;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.connector.parquet.ParquetRowReader;
import dev.plimsoll.connector.parquet.ParquetRowWriter;
import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.connector.postgres.loading.CopyFormat;
import dev.plimsoll.connector.postgres.loading.PostgresTarget;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Takes a table the whole way: COPY out, Parquet, COPY into a copy of it; and its digests.
///
/// @param tuples computed from the rows as they were read
record RoundTrip(
    TableDigest source, TableDigest tuples, TableDigest file, TableDigest target, byte[] parquet) {
  static RoundTrip of(TestDatabase database, String table) throws SQLException, IOException {
    return of(database, table, UnmappedTypes.REFUSE);
  }

  static RoundTrip of(TestDatabase database, String table, UnmappedTypes unmapped)
      throws SQLException, IOException {
    QualifiedName name = new QualifiedName("public", table);
    QualifiedName copy = new QualifiedName("public", table + " copy");
    SourceTables tables = SourceTables.of(database);
    List<Column> columns = tables.table(name, unmapped).columns();
    byte[] parquet = tables.rows(name, columns, rows -> write(rows, columns));
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      SourceSession.prepare(connection);
      statement.execute("SET default_transaction_read_only = off");
      load(connection, copy, columns, parquet);
    }
    return new RoundTrip(
        tables.digest(name, columns),
        tables.rows(name, columns, rows -> Verifier.digest(rows, columns)),
        digest(parquet, columns),
        tables.digest(copy, columns),
        parquet);
  }

  /// The file alone.
  static byte[] parquet(TestDatabase database, String table) throws SQLException, IOException {
    SourceTables tables = SourceTables.of(database);
    List<Column> columns = tables.table(table).columns();
    return tables.rows(new QualifiedName("public", table), columns, rows -> write(rows, columns));
  }

  static TableDigest digest(byte[] parquet, List<Column> columns) throws IOException {
    try (ParquetRowReader rows = new ParquetRowReader(inMemory(parquet), columns)) {
      return TableDigest.of(Verifier.digest(rows));
    }
  }

  private static ObjectBytes inMemory(byte[] parquet) {
    return new ObjectBytes() {
      @Override
      public long length() {
        return parquet.length;
      }

      @Override
      public void read(long from, byte[] target, int offset, int count) {
        System.arraycopy(parquet, (int) from, target, offset, count);
      }
    };
  }

  /// All rows in one file.
  static byte[] write(SourceRows rows, List<Column> columns) throws SQLException, IOException {
    ByteArrayOutputStream parquet = new ByteArrayOutputStream();
    try (ParquetRowWriter writer =
        new ParquetRowWriter(
            parquet, columns, new FileForm(256 << 10, PageCodec.ZSTD, 1, List.of()))) {
      byte[] row = rows.next();
      while (row != null) {
        writer.write(row);
        row = rows.next();
      }
      writer.finish(Map.of("plimsoll.rows", Long.toString(writer.rows())));
    }
    return parquet.toByteArray();
  }

  /// Into a new table.
  static void load(Connection connection, QualifiedName copy, List<Column> columns, byte[] parquet)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(PostgresTarget.createTable(copy, columns));
    }
    CopyFormat format = CopyFormat.of(columns);
    CopyIn in =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + Identifiers.quote(copy) + " FROM STDIN (FORMAT " + format + ")");
    ByteBuilder chunk = new ByteBuilder(1 << 16);
    format.begin(chunk);
    try (ParquetRowReader rows = new ParquetRowReader(inMemory(parquet), columns)) {
      while (format.row(rows, chunk)) {
        in.writeToCopy(chunk.array(), 0, chunk.size());
        chunk.clear();
      }
    }
    format.end(chunk);
    in.writeToCopy(chunk.array(), 0, chunk.size());
    in.endCopy();
  }
}

package dev.plimsoll.sync.receipt;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.ByteBuilder;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.load.CopyFormat;
import dev.plimsoll.sync.parquet.FileForm;
import dev.plimsoll.sync.parquet.InMemory;
import dev.plimsoll.sync.parquet.ParquetRowReader;
import dev.plimsoll.sync.parquet.ParquetRowWriter;
import dev.plimsoll.sync.source.CopyRows;
import dev.plimsoll.sync.source.SourceCatalog;
import dev.plimsoll.sync.source.SourceRows;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitQuery;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.source.UnmappedTypes;
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
  static RoundTrip of(Connection connection, String table) throws SQLException, IOException {
    return of(connection, table, UnmappedTypes.REFUSE);
  }

  static RoundTrip of(Connection connection, String table, UnmappedTypes unmapped)
      throws SQLException, IOException {
    QualifiedName name = new QualifiedName("public", table);
    QualifiedName copy = new QualifiedName("public", table + " copy");
    SourceTable source = new SourceCatalog(connection, unmapped).read(name);
    List<Column> columns = source.columns();
    byte[] parquet = write(connection, name, columns);
    load(connection, copy, columns, parquet);
    return new RoundTrip(
        Verifier.digest(connection, DigestSql.of(name, true, columns)),
        tuples(connection, name, columns),
        digest(parquet, columns),
        Verifier.digest(connection, DigestSql.of(copy, false, columns)),
        parquet);
  }

  /// The file alone.
  static byte[] parquet(Connection connection, String table) throws SQLException, IOException {
    QualifiedName name = new QualifiedName("public", table);
    return write(connection, name, new SourceCatalog(connection).read(name).columns());
  }

  static TableDigest digest(byte[] parquet, List<Column> columns) throws IOException {
    try (ParquetRowReader rows = new ParquetRowReader(new InMemory(parquet), columns)) {
      var digest = Verifier.digest(rows);
      return new TableDigest(digest.rows(), digest.hex());
    }
  }

  private static byte[] write(Connection connection, QualifiedName name, List<Column> columns)
      throws SQLException, IOException {
    try (SourceRows rows = new CopyRows(connection, copySql(name, columns))) {
      return write(rows, columns);
    }
  }

  private static TableDigest tuples(Connection connection, QualifiedName name, List<Column> columns)
      throws SQLException, IOException {
    try (SourceRows rows = new CopyRows(connection, copySql(name, columns))) {
      return Verifier.digest(rows, columns);
    }
  }

  private static String copySql(QualifiedName name, List<Column> columns) {
    return SplitQuery.copy(name, true, columns, List.of(), new SplitRange(null, null), List.of());
  }

  /// All rows in one file.
  static byte[] write(SourceRows rows, List<Column> columns) throws SQLException, IOException {
    ByteArrayOutputStream parquet = new ByteArrayOutputStream();
    try (ParquetRowWriter writer =
        new ParquetRowWriter(parquet, columns, FileForm.ofZstd(256 << 10, 1))) {
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
      statement.execute(dev.plimsoll.sync.load.TargetTables.createTable(copy, columns));
    }
    CopyFormat format = CopyFormat.of(columns);
    CopyIn in =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + Identifiers.quote(copy) + " FROM STDIN (FORMAT " + format + ")");
    ByteBuilder chunk = new ByteBuilder(1 << 16);
    format.begin(chunk);
    try (ParquetRowReader rows = new ParquetRowReader(new InMemory(parquet), columns)) {
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

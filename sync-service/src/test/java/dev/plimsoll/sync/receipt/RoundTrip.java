package dev.plimsoll.sync.receipt;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.ByteBuilder;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.parquet.InMemory;
import dev.plimsoll.sync.parquet.ParquetRowReader;
import dev.plimsoll.sync.parquet.ParquetRowWriter;
import dev.plimsoll.sync.source.CopyRows;
import dev.plimsoll.sync.source.SourceCatalog;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.SplitQuery;
import dev.plimsoll.sync.source.SplitRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Takes a table the whole way: COPY out, Parquet, COPY into a copy of it; and its three digests.
record RoundTrip(TableDigest source, TableDigest file, TableDigest target, byte[] parquet) {
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  static RoundTrip of(Connection connection, String table) throws SQLException, IOException {
    QualifiedName name = new QualifiedName("public", table);
    QualifiedName copy = new QualifiedName("public", table + " copy");
    SourceTable source = new SourceCatalog(connection).read(name);
    List<Column> columns = source.columns();
    byte[] parquet = write(connection, name, columns);
    load(connection, copy, columns, parquet);
    TableDigest file;
    try (ParquetRowReader rows = new ParquetRowReader(new InMemory(parquet), columns)) {
      var digest = Verifier.digest(rows);
      file = new TableDigest(digest.rows(), digest.hex());
    }
    return new RoundTrip(
        Verifier.digest(connection, DigestSql.of(name, true, columns)),
        file,
        Verifier.digest(connection, DigestSql.of(copy, false, columns)),
        parquet);
  }

  private static byte[] write(Connection connection, QualifiedName name, List<Column> columns)
      throws SQLException, IOException {
    ByteArrayOutputStream parquet = new ByteArrayOutputStream();
    String sql =
        SplitQuery.copy(name, true, columns, List.of(), new SplitRange(null, null), List.of());
    try (CopyRows rows = new CopyRows(connection, sql);
        ParquetRowWriter writer = new ParquetRowWriter(parquet, columns, 256 << 10, 1)) {
      byte[] row = rows.next();
      while (row != null) {
        writer.write(row);
        row = rows.next();
      }
      writer.finish(Map.of());
    }
    return parquet.toByteArray();
  }

  private static void load(
      Connection connection, QualifiedName copy, List<Column> columns, byte[] parquet)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(dev.plimsoll.sync.load.TargetTables.createTable(copy, columns));
    }
    CopyIn in =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + Identifiers.quote(copy) + " FROM STDIN (FORMAT binary)");
    ByteBuilder chunk = new ByteBuilder(1 << 16);
    chunk.write(HEADER);
    try (ParquetRowReader rows = new ParquetRowReader(new InMemory(parquet), columns)) {
      while (rows.copyNext(chunk)) {
        in.writeToCopy(chunk.array(), 0, chunk.size());
        chunk.clear();
      }
    }
    chunk.putShort(-1);
    in.writeToCopy(chunk.array(), 0, chunk.size());
    in.endCopy();
  }
}

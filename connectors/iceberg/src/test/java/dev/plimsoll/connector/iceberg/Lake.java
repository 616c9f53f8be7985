package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.iceberg.IcebergRun.RunFile;
import dev.plimsoll.connector.iceberg.IcebergTarget.Write;
import dev.plimsoll.connector.parquet.FileForm;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.connector.parquet.ParquetRowWriter;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.LakeReader;
import dev.plimsoll.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A bucket, and what is committed from it to tables of a catalog.
record Lake(InMemoryStorage objects) {
  static final List<Column> COLUMNS =
      List.of(new Column("id", PgType.INT8, -1, "bigint", null, true, 3, null));

  static Lake create() {
    return new Lake(new InMemoryStorage());
  }

  /// @param rest catalogs by their names
  IcebergSettings settings(Map<String, IcebergSettings.Rest> rest) {
    return new IcebergSettings("plimsoll", "warehouse/", rest);
  }

  /// A catalog `lake` in a database.
  IcebergCatalogs in(TestDatabase database) {
    return new IcebergCatalogs(
        _ -> database.address(),
        new PostgresConnections(System.getenv()),
        objects,
        settings(Map.of()));
  }

  /// A run of one file of ten rows.
  IcebergRun run(String namespace) throws IOException {
    String key = UUID.randomUUID() + ".parquet";
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ParquetRowWriter writer =
        new ParquetRowWriter(file, COLUMNS, new FileForm(1 << 20, PageCodec.ZSTD, 1, List.of()))) {
      ByteBuilder row = new ByteBuilder(16);
      for (int i = 0; i < 10; i++) {
        row.clear();
        row.putShort(1);
        row.putInt(Long.BYTES);
        row.putLong(i);
        writer.write(Arrays.copyOf(row.array(), row.size()));
      }
      writer.finish(Map.of());
    }
    objects.put(key, file.toByteArray());
    return new IcebergRun(
        UUID.randomUUID(),
        UUID.randomUUID(),
        new IcebergTarget("lake", namespace, "t", true, Write.APPEND),
        COLUMNS,
        List.of(new RunFile(key, file.size(), 10)));
  }

  /// Of the table `t`, by the row that the catalog's database has of it.
  LakeReader reader(TestDatabase catalog, String namespace) throws Exception {
    String bucket = objects.url("");
    return LakeReader.of(
        catalog,
        location -> objects.content(location.substring(bucket.length())).orElseThrow(),
        namespace,
        "t");
  }
}

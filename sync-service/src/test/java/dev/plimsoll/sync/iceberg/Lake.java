package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.parquet.FileForm;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.connector.parquet.ParquetRowWriter;
import dev.plimsoll.sync.iceberg.IcebergRun.RunFile;
import dev.plimsoll.sync.iceberg.IcebergTarget.Write;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.RetryPolicy;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectUpload;
import dev.plimsoll.sync.storage.StorageConfig;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A place in the bucket, and what is committed from it to tables of a catalog.
///
/// @param prefix of all its keys
record Lake(ObjectStore objects, String prefix) {
  static final List<Column> COLUMNS =
      List.of(new Column("id", PgType.INT8, -1, "bigint", null, true, 3, null));

  private record Storage(
      Optional<URI> endpoint,
      String region,
      String bucket,
      Optional<String> accessKey,
      Optional<String> secretKey,
      boolean pathStyle,
      String prefix,
      Optional<String> serverSideEncryption,
      Optional<String> kmsKey)
      implements StorageConfig {}

  private record Names(String catalogName, String warehouse, Map<String, IcebergConfig.Rest> rest)
      implements IcebergConfig {}

  static Lake at(String prefix) {
    StackResource resource = new StackResource();
    resource.init(Map.of("service", "sync"));
    Map<String, String> settings = resource.start();
    ObjectStore objects =
        new ObjectStore(
            new Storage(
                Optional.of(URI.create(settings.get("plimsoll.s3.endpoint"))),
                settings.get("plimsoll.s3.region"),
                settings.get("plimsoll.s3.bucket"),
                Optional.of(settings.get("plimsoll.s3.access-key")),
                Optional.of(settings.get("plimsoll.s3.secret-key")),
                true,
                prefix,
                Optional.empty(),
                Optional.empty()),
            effects());
    return new Lake(objects, prefix);
  }

  static SideEffects effects() {
    return new SideEffects(
        new RetryPolicy(Duration.ofMillis(20), Duration.ofSeconds(1), 6), FaultPoints.NONE);
  }

  IcebergConfig config() {
    return new Names("plimsoll", prefix + "warehouse/", Map.of());
  }

  /// A run of one file of ten rows.
  IcebergRun run(String namespace) throws IOException {
    String key = prefix + UUID.randomUUID() + ".parquet";
    try (ObjectUpload upload = objects.upload(key);
        ParquetRowWriter writer =
            new ParquetRowWriter(
                upload, COLUMNS, new FileForm(1 << 20, PageCodec.ZSTD, 1, List.of()))) {
      ByteBuilder row = new ByteBuilder(16);
      for (int i = 0; i < 10; i++) {
        row.clear();
        row.putShort(1);
        row.putInt(Long.BYTES);
        row.putLong(i);
        writer.write(Arrays.copyOf(row.array(), row.size()));
      }
      writer.finish(Map.of());
      return new IcebergRun(
          UUID.randomUUID(),
          UUID.randomUUID(),
          new IcebergTarget("lake", namespace, "t", true, Write.APPEND),
          COLUMNS,
          List.of(new RunFile(key, upload.complete(), 10)));
    }
  }

  /// Of the table `t`, by the row that the catalog's database has of it.
  LakeReader reader(TestDatabase catalog, String namespace) throws Exception {
    String bucket = ObjectFileIo.location(objects, "");
    return LakeReader.of(
        catalog,
        location -> objects.content(location.substring(bucket.length())).orElseThrow(),
        namespace,
        "t");
  }
}

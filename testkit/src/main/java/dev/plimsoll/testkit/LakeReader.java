package dev.plimsoll.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/// Reads an Iceberg table by the letter of its specification, with nothing of Iceberg's or ours:
/// the catalog's row by SQL, metadata as JSON, manifests as Avro.
public final class LakeReader {
  private static final int DELETED = 2;

  /// Gets the object at `s3://bucket/key`.
  @FunctionalInterface
  public interface Objects {
    byte[] at(String location);
  }

  private final Objects objects;
  private final JsonNode metadata;

  private LakeReader(Objects objects, JsonNode metadata) {
    this.objects = objects;
    this.metadata = metadata;
  }

  public static LakeReader of(TestDatabase catalog, Objects objects, String namespace, String table)
      throws SQLException, IOException {
    try (Connection connection = catalog.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT metadata_location FROM iceberg_tables"
                    + " WHERE catalog_name = 'plimsoll' AND table_namespace = ? AND table_name = ?")) {
      statement.setString(1, namespace);
      statement.setString(2, table);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("the catalog has no " + namespace + "." + table);
        }
        return new LakeReader(objects, Json.MAPPER.readTree(objects.at(row.getString(1))));
      }
    }
  }

  public JsonNode metadata() {
    return metadata;
  }

  /// The oldest first.
  public List<JsonNode> snapshots() {
    List<JsonNode> snapshots = new ArrayList<>();
    metadata.path("snapshots").forEach(snapshots::add);
    return snapshots;
  }

  /// The runs that snapshots are of.
  public List<String> runs() {
    return snapshots().stream()
        .map(snapshot -> snapshot.path("summary").path("plimsoll.run").asText())
        .toList();
  }

  /// Of the current snapshot.
  ///
  /// @param bounds decoded by nobody: as they are
  public record LiveFile(
      String location,
      long rows,
      long bytes,
      Map<Integer, Long> nulls,
      Map<Integer, Long> columnBytes,
      Map<Integer, ByteBuffer> lower,
      Map<Integer, ByteBuffer> upper) {}

  public List<LiveFile> files() {
    long current = metadata.path("current-snapshot-id").asLong();
    JsonNode snapshot =
        snapshots().stream()
            .filter(one -> one.path("snapshot-id").asLong() == current)
            .findFirst()
            .orElseThrow();
    List<LiveFile> files = new ArrayList<>();
    for (GenericRecord manifest : avro(snapshot.path("manifest-list").asText())) {
      for (GenericRecord entry : avro(manifest.get("manifest_path").toString())) {
        if ((int) entry.get("status") != DELETED) {
          files.add(file((GenericRecord) entry.get("data_file")));
        }
      }
    }
    return files;
  }

  private static LiveFile file(GenericRecord file) {
    return new LiveFile(
        file.get("file_path").toString(),
        (long) file.get("record_count"),
        (long) file.get("file_size_in_bytes"),
        map(file.get("null_value_counts"), Long.class),
        map(file.get("column_sizes"), Long.class),
        map(file.get("lower_bounds"), ByteBuffer.class),
        map(file.get("upper_bounds"), ByteBuffer.class));
  }

  private static <V> Map<Integer, V> map(Object pairs, Class<V> type) {
    Map<Integer, V> map = new HashMap<>();
    for (Object pair : (List<?>) pairs) {
      GenericRecord record = (GenericRecord) pair;
      map.put((Integer) record.get("key"), type.cast(record.get("value")));
    }
    return map;
  }

  private List<GenericRecord> avro(String location) {
    try (DataFileReader<GenericRecord> records =
        new DataFileReader<>(
            new SeekableByteArrayInput(objects.at(location)), new GenericDatumReader<>())) {
      List<GenericRecord> all = new ArrayList<>();
      records.forEachRemaining(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(ByteBuffer bound) {
    return StandardCharsets.UTF_8.decode(bound.duplicate()).toString();
  }
}

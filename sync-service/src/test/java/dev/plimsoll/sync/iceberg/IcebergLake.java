package dev.plimsoll.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.LakeReader;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A source and a catalog of Iceberg tables, each a database of its own.
///
/// @param name of a test; in the names of both
record IcebergLake(String name, TestDatabase tables, TestDatabase lake) {
  /// @param sql makes the source's tables
  static IcebergLake create(String name, String... sql) throws SQLException {
    FakeLog.get();
    IcebergLake lake =
        new IcebergLake(
            name,
            Stack.get().createDatabase(name + "_source"),
            Stack.get().createDatabase(name + "_lake"));
    TestTables.execute(lake.tables, sql);
    return lake;
  }

  /// Both, at the service under test, which is known to a test and not before all of them.
  void register() {
    SyncApi.register(source(), tables);
    SyncApi.register(catalog(), lake);
  }

  private String source() {
    return name + "-source";
  }

  private String catalog() {
    return name + "-lake";
  }

  ExtractRequest request(String table, String namespace, boolean create, @Nullable String write) {
    return new ExtractRequest(
        source(),
        List.of("public." + table),
        null,
        null,
        null,
        new FilesRequest(null, null, null, "file"),
        null,
        null,
        new IcebergRequest(catalog(), namespace, create, write));
  }

  TableView committed(String table, String namespace, @Nullable String write) {
    ExtractView extract = SyncApi.start(request(table, namespace, true, write));
    return SyncApi.awaitTable(extract.id(), table, IcebergLake::isCommitted);
  }

  static boolean isCommitted(TableView table) {
    IcebergSnapshot snapshot = table.iceberg();
    assertThat(snapshot).isNotNull();
    assertThat(snapshot.state()).as("%s", snapshot).isNotEqualTo(IcebergSnapshot.State.FAILED);
    return snapshot.state() == IcebergSnapshot.State.COMMITTED;
  }

  /// What is there now.
  LakeReader read(String namespace, String table) throws Exception {
    return LakeReader.of(lake, Bucket::at, namespace, table);
  }

  /// @param fields `name id type`
  static void assertSchema(LakeReader reader, String... fields) {
    JsonNode metadata = reader.metadata();
    List<String> found = new ArrayList<>();
    for (JsonNode schema : metadata.path("schemas")) {
      if (schema.path("schema-id").equals(metadata.path("current-schema-id"))) {
        for (JsonNode field : schema.path("fields")) {
          assertThat(field.path("required").asBoolean()).isFalse();
          found.add(
              "%s %s %s"
                  .formatted(
                      field.path("name").asText(),
                      field.path("id").asText(),
                      field.path("type").asText()));
        }
      }
    }
    assertThat(found).containsExactly(fields);
  }
}

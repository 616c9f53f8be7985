package dev.plimsoll.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.testkit.LakeReader;
import dev.plimsoll.testkit.LakeReader.LiveFile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an extract leaves in the lake, read with nothing of Iceberg's own: manifests by Avro, rows
/// and bounds by DuckDB.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class IcebergFilesIT {
  private static IcebergLake lake;

  @TempDir Path folder;

  @BeforeAll
  static void tables() throws SQLException {
    lake =
        IcebergLake.create(
            "iceberg_files",
            """
        CREATE TABLE typed (id bigint PRIMARY KEY, gone int, small int2, name text,
                            amount numeric(9,2), wide numeric(30,4), day date, at timestamptz,
                            flag boolean, ratio float8, u uuid, noise bytea, doc jsonb)
        """,
            "ALTER TABLE typed DROP COLUMN gone",
            """
        INSERT INTO typed
        SELECT i, i % 7 - 3, CASE WHEN i % 10 > 0 THEN 'name of the row ' || i END,
               i - 2500.5, i * 10::numeric(30,4) ^ 20 - 3, date '1960-01-01' + i,
               timestamptz '1969-12-31 23:59:59.5+00' + i * interval '1 ms', i % 2 = 0,
               CASE i WHEN 3 THEN float8 'NaN' ELSE i / 8.0 END,
               md5(i::text)::uuid, decode(md5(i::text) || md5(i::text), 'hex'),
               jsonb_build_object('i', i)
        FROM generate_series(1, 5000) AS i
        """);
  }

  @BeforeEach
  void register() {
    lake.register();
  }

  @Test
  void anExtractIsOneSnapshotThatOthersRead() throws Exception {
    // when
    ExtractView extract = SyncApi.start(lake.request("typed", "lake.sales", true, null));
    TableView table = SyncApi.awaitTable(extract.id(), "typed", IcebergLake::isCommitted);

    // then
    assertThat(SyncApi.extract(extract.id()).state()).isEqualTo(ExtractView.State.DONE);
    LakeReader reader = lake.read("lake.sales", "typed");
    assertThat(reader.metadata().path("format-version").asInt()).isEqualTo(2);
    JsonNode snapshot = reader.snapshots().getFirst();
    assertThat(reader.snapshots()).hasSize(1);
    assertThat(snapshot.path("snapshot-id").asText()).isEqualTo(table.iceberg().snapshotId());
    assertThat(snapshot.path("summary").path("plimsoll.extract").asText())
        .isEqualTo(extract.id().toString());
    assertThat(snapshot.path("summary").path("total-records").asText()).isEqualTo("5000");
    List<LiveFile> files = reader.files();
    assertThat(files.stream().map(LiveFile::location))
        .containsExactlyInAnyOrderElementsOf(locations(extract.id()));
    assertThat(files.stream().mapToLong(LiveFile::rows).sum()).isEqualTo(5000);
    assertThat(files)
        .allSatisfy(file -> assertThat(Bucket.at(file.location())).hasSize((int) file.bytes()));
    IcebergLake.assertSchema(
        reader,
        "id 1 long",
        "small 3 int",
        "name 4 string",
        "amount 5 decimal(9, 2)",
        "wide 6 decimal(30, 4)",
        "day 7 date",
        "at 8 timestamptz",
        "flag 9 boolean",
        "ratio 10 double",
        "u 11 uuid",
        "noise 12 binary",
        "doc 13 string");
    assertSameRows(files);
    assertBounds(files);
  }

  private static List<String> locations(UUID extract) {
    return Bucket.keys(extract).stream().map(Bucket::location).toList();
  }

  private void assertSameRows(List<LiveFile> files) throws Exception {
    String columns =
        "id || ' ' || small || ' ' || coalesce(name, 'NULL') || ' ' || amount || ' ' || wide || ' '"
            + " || day || ' ' || u";
    try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Connection postgres = lake.tables().connect()) {
      assertThat(rows(duck, "SELECT " + columns + " FROM " + local(files) + " ORDER BY id"))
          .hasSize(5000)
          .isEqualTo(rows(postgres, "SELECT " + columns + " FROM typed ORDER BY id"));
    }
  }

  private String local(List<LiveFile> files) throws Exception {
    List<String> paths = new ArrayList<>();
    for (LiveFile file : files) {
      Path path = folder.resolve(paths.size() + ".parquet");
      Files.write(path, Bucket.at(file.location()));
      paths.add("'" + path + "'");
    }
    return "read_parquet([" + String.join(", ", paths) + "])";
  }

  private void assertBounds(List<LiveFile> files) throws Exception {
    for (LiveFile file : files) {
      try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
          Statement statement = duck.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  SELECT min(id), max(id), min(small), max(small), min(name), max(name),
                         min(amount), max(amount), min(wide), max(wide),
                         date_diff('day', DATE '1970-01-01', min("day")), epoch_us(min("at")),
                         epoch_us(max("at")), count(*) - count(name), count(*),
                         min(ratio) FILTER (NOT isnan(ratio)), max(ratio) FILTER (NOT isnan(ratio))
                  FROM """
                      + " "
                      + local(List.of(file)))) {
        row.next();
        assertThat(little(file.lower().get(1)).getLong()).isEqualTo(row.getLong(1));
        assertThat(little(file.upper().get(1)).getLong()).isEqualTo(row.getLong(2));
        assertThat(little(file.lower().get(3)).getInt()).isEqualTo(row.getInt(3));
        assertThat(little(file.upper().get(3)).getInt()).isEqualTo(row.getInt(4));
        // Sixteen characters: what is cut off below is smaller, above the last one is one more.
        assertThat(LakeReader.text(file.lower().get(4))).isEqualTo("name of the row ");
        assertThat(row.getString(5)).startsWith("name of the row ");
        assertThat(LakeReader.text(file.upper().get(4))).isEqualTo("name of the row!");
        assertThat(row.getString(6)).isLessThan("name of the row!");
        assertThat(decimal(file.lower().get(5), 2)).isEqualTo(row.getBigDecimal(7));
        assertThat(decimal(file.upper().get(5), 2)).isEqualTo(row.getBigDecimal(8));
        assertThat(decimal(file.lower().get(6), 4)).isEqualTo(row.getBigDecimal(9));
        assertThat(decimal(file.upper().get(6), 4)).isEqualTo(row.getBigDecimal(10));
        assertThat(little(file.lower().get(7)).getInt()).isEqualTo(row.getInt(11));
        assertThat(little(file.lower().get(8)).getLong()).isEqualTo(row.getLong(12));
        assertThat(little(file.upper().get(8)).getLong()).isEqualTo(row.getLong(13));
        assertThat(file.lower().get(9).get(0)).isZero();
        assertThat(file.upper().get(9).get(0)).isEqualTo((byte) 1);
        assertThat(file.upper().get(12).remaining()).isEqualTo(16);
        assertThat(file.nulls()).containsEntry(4, row.getLong(14)).containsEntry(1, 0L);
        assertThat(file.rows()).isEqualTo(row.getLong(15));
        assertThat(file.columnBytes().values()).allMatch(bytes -> bytes > 0).hasSize(12);
        // A NaN among its values is no bound.
        assertThat(little(file.lower().get(10)).getDouble()).isEqualTo(row.getDouble(16));
        if (file.upper().containsKey(10)) {
          assertThat(little(file.upper().get(10)).getDouble()).isEqualTo(row.getDouble(17));
        }
        // An order that not all agree on.
        assertThat(file.lower()).doesNotContainKey(11);
        assertThat(file.upper()).doesNotContainKey(11);
      }
    }
  }

  private static ByteBuffer little(ByteBuffer bound) {
    return bound.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static BigDecimal decimal(ByteBuffer bound, int scale) {
    byte[] bytes = new byte[bound.remaining()];
    bound.duplicate().get(bytes);
    return new BigDecimal(new BigInteger(bytes), scale);
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}

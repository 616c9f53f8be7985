package dev.plimsoll.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.LakeReader;
import dev.plimsoll.testkit.LakeReader.LiveFile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Extracts as snapshots of Iceberg tables, in a JDBC catalog of a real PostgreSQL: each is
/// committed once, whatever is lost, killed or raced. All the while orphans are swept as soon as
/// they are there, and none of a table's files may be taken for one.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class IcebergIT {
  private static IcebergLake lake;

  @BeforeAll
  static void tables() throws SQLException {
    lake =
        IcebergLake.create(
            "iceberg",
            "CREATE TABLE growing (id int PRIMARY KEY, gone int, a text)",
            "ALTER TABLE growing DROP COLUMN gone",
            "INSERT INTO growing SELECT i, 'a' || i FROM generate_series(1, 10) AS i",
            "CREATE TABLE small AS SELECT generate_series(1, 10) AS a");
  }

  @BeforeEach
  void register() {
    lake.register();
  }

  @Test
  void aTableGrowsByColumnsAndItsRowsAreAddedToOrReplacedAsAskedFor() throws Exception {
    // given
    lake.committed("growing", "grown", null);

    // then: not unasked
    assertRefused(lake.request("growing", "grown", true, null), ErrorCode.ICEBERG_TABLE_NOT_EMPTY);
    assertRefused(lake.request("growing", "other", false, null), ErrorCode.ICEBERG_TABLE_NOT_FOUND);

    // when
    TestTables.execute(lake.tables(), "ALTER TABLE growing ADD COLUMN b date");
    lake.committed("growing", "grown", "append");

    // then
    LakeReader appended = lake.read("grown", "growing");
    IcebergLake.assertSchema(appended, "id 1 int", "a 3 string", "b 4 date");
    assertThat(appended.runs()).hasSize(2).doesNotHaveDuplicates();
    assertThat(appended.files().stream().mapToLong(LiveFile::rows).sum()).isEqualTo(20);

    // when
    lake.committed("growing", "grown", "replace");

    // then
    LakeReader replaced = lake.read("grown", "growing");
    assertThat(replaced.runs()).hasSize(3).doesNotHaveDuplicates();
    assertThat(replaced.files().stream().mapToLong(LiveFile::rows).sum()).isEqualTo(10);

    // when
    TestTables.execute(lake.tables(), "ALTER TABLE growing ALTER COLUMN b TYPE timestamp");

    // then
    assertRefused(
        lake.request("growing", "grown", true, "append"), ErrorCode.ICEBERG_TABLE_MISMATCH);
    assertThat(lake.read("grown", "growing").runs()).hasSize(3);
  }

  private static void assertRefused(ExtractRequest request, ErrorCode code) {
    ExtractView extract = SyncApi.start(request);
    assertThat(extract.tables())
        .singleElement()
        .satisfies(
            table -> {
              assertThat(table.state()).isEqualTo(TableState.FAILED);
              assertThat(table.failure().code()).isEqualTo(code);
              assertThat(table.iceberg()).isNull();
            });
  }

  static Stream<Arguments> failures() {
    return EnumSet.range(SideEffect.COMMIT_SNAPSHOT, SideEffect.NOTE_SNAPSHOT).stream()
        .flatMap(
            effect ->
                Stream.of(Moment.values())
                    .flatMap(
                        moment ->
                            Stream.of(ErrorCode.CONNECTION_LOST, ErrorCode.INTERRUPTED)
                                .map(code -> Arguments.of(effect, moment, code))));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aLostAnswerAndAKillCommitOnce(SideEffect effect, Moment moment, ErrorCode code)
      throws Exception {
    // given
    String namespace = "%s_%s_%s".formatted(effect, moment, code);
    TestFaults.once(effect, moment, code);

    // when
    TableView table = lake.committed("small", namespace, null);

    // then
    assertThat(TestFaults.happened()).isTrue();
    LakeReader reader = lake.read(namespace, "small");
    assertThat(reader.snapshots())
        .singleElement()
        .satisfies(
            snapshot ->
                assertThat(snapshot.path("snapshot-id").asText())
                    .isEqualTo(table.iceberg().snapshotId()));
    assertThat(reader.files().stream().mapToLong(LiveFile::rows).sum()).isEqualTo(10);
  }

  @Test
  void aCommitThatTheCatalogCallsAConflictThoughItTookPlaceIsMadeOnceAndNothingIsDeleted()
      throws Exception {
    // given: a catalog that has done what it denies, once for each table
    lake.committed("small", "denied", null);
    TestTables.execute(
        lake.lake(),
        """
        CREATE FUNCTION deny() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.table_namespace = 'denied' AND pg_trigger_depth() = 1
             AND NEW.metadata_location LIKE '%/00002-%' THEN
            UPDATE iceberg_tables
            SET metadata_location = NEW.metadata_location,
                previous_metadata_location = NEW.previous_metadata_location
            WHERE table_namespace = NEW.table_namespace AND table_name = NEW.table_name;
            RETURN NULL;
          END IF;
          RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER deny BEFORE UPDATE ON iceberg_tables FOR EACH ROW EXECUTE FUNCTION deny()");

    // when
    TableView table = lake.committed("small", "denied", "append");

    // then
    LakeReader reader = lake.read("denied", "small");
    assertThat(reader.runs()).hasSize(2).doesNotHaveDuplicates();
    assertThat(reader.snapshots().getLast().path("snapshot-id").asText())
        .isEqualTo(table.iceberg().snapshotId());
    // Every manifest is there, or this could not be read.
    assertThat(reader.files().stream().mapToLong(LiveFile::rows).sum()).isEqualTo(20);
  }

  @Test
  void twoExtractsThatCommitToOneTableAtATimeAreASnapshotEach() throws Exception {
    // given
    lake.committed("small", "raced", null);

    // when
    List<ExtractView> extracts =
        Stream.generate(() -> lake.request("small", "raced", false, "append"))
            .limit(4)
            .map(SyncApi::start)
            .toList();
    for (ExtractView extract : extracts) {
      SyncApi.awaitTable(extract.id(), "small", IcebergLake::isCommitted);
    }

    // then
    LakeReader reader = lake.read("raced", "small");
    assertThat(
            reader.snapshots().stream()
                .map(snapshot -> snapshot.path("summary").path("plimsoll.extract").asText())
                .collect(Collectors.toSet()))
        .hasSize(5)
        .containsAll(extracts.stream().map(extract -> extract.id().toString()).toList());
    assertThat(reader.runs()).hasSize(5).doesNotHaveDuplicates();
    assertThat(reader.files().stream().mapToLong(LiveFile::rows).sum()).isEqualTo(50);
  }
}

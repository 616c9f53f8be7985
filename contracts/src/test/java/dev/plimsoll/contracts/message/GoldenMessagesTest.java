package dev.plimsoll.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.search.SearchEvent;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every message as it stands on the wire. A golden file is what some reader or writer of another
/// version relies on: it may gain properties, it never loses or changes one.
final class GoldenMessagesTest {
  private static final UUID ID = UUID.fromString("5f0c0a52-94a6-4d0b-8b7e-0d9a6f2f6a11");
  private static final UUID OTHER_ID = UUID.fromString("c2b7c4a0-21d5-4a5e-9f0f-6f1f0f3c5d22");
  private static final Instant AT = Instant.parse("2026-03-01T12:34:56.789012Z");
  private static final QualifiedName TABLE = new QualifiedName("features", "clicks");
  private static final TableCounters COUNTERS =
      new TableCounters(1_000_000, 999_999, 750_000, 87_654_321, 5, 12, 0, 0);
  private static final TableAnalysis.Figures FIGURES =
      new TableAnalysis.Figures(999_999, 87_654_321, 12, 5, 1.5);
  private static final TableAnalysis ANALYSIS =
      new TableAnalysis(
          ID,
          "shop",
          TABLE,
          new TableAnalysis.AnalyzedReading("blocks", AT, AT),
          FIGURES,
          "500,000 rows/s, assumed",
          FIGURES,
          new TableAnalysis.Density("id", 1, 50_000_000, List.of(999_990L, 0L, 9L), 0.02, 1, false),
          new TableAnalysis.AgainstFixed(50_000, 1_000, 650, 350, 988, 345, 0.7));
  private static final ObjectRange OBJECT =
      new ObjectRange("plimsoll", "extracts/5f0c/clicks/0-0.parquet", 0, 8_388_608);

  static Stream<Record> messages() {
    return Stream.of(
        new BuildCommand(
            ID,
            2,
            new RegisteredDatabase("shop", 3),
            TABLE,
            new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("tenant", "hashkey")),
            "clicks_pkey",
            new BuildCommand.Slot(Lane.MEDIUM, 1),
            new BuildCommand.Allocation(268_435_456L, 2, false, 93_000),
            List.of()),
        new BuildEvent.Started(ID, 2, 1_772_368_496_789L, AT, "builder-42-0a1b2c3d", true),
        new BuildEvent.Progressed(
            ID,
            2,
            1_772_368_496_790L,
            AT,
            "waiting for old snapshots",
            0.96,
            "waits for session 7",
            BuildEvent.Usage.UNSEEN,
            List.of()),
        new BuildEvent.Succeeded(
            ID,
            2,
            1_772_368_496_791L,
            AT,
            734_003_200L,
            new BuildEvent.Timing(Duration.ofMillis(91_250), Duration.ofMillis(91_300), null),
            new BuildEvent.Usage(2, -1L),
            List.of(
                new BuildEvent.Step("create the index", "done", Duration.ofMillis(91_250)),
                new BuildEvent.Step("analyze", "not needed", Duration.ofNanos(500_000)))),
        new BuildEvent.Failed(
            ID,
            2,
            1_772_368_496_792L,
            AT,
            new BuildEvent.Failure(
                ErrorCode.DUPLICATE_KEYS,
                "features.clicks: 1 key of (hashkey) occurs more than once: (ab) 2 times",
                "23505",
                false,
                List.of()),
            List.of(),
            -1L),
        new BuildEvent.Cancelled(ID, 2, 1_772_368_496_793L, AT, "ada", List.of()),
        new BuildControl.Cancel(ID, 2, AT, "ada"),
        new BuildControl.Release(ID, 2, AT, "ada"),
        new BuildControl.Begun(ID, 2, AT, ID),
        new DatabaseEvent.Registered(
            "shop",
            3,
            2,
            new DatabaseAddress(
                "db.example",
                5432,
                "shop",
                "owner",
                SslMode.VERIFY_FULL,
                new CredentialReference("env:SHOP_PASSWORD")),
            null,
            null),
        new DatabaseEvent.Removed("shop", 4),
        new SearchEvent.Tuned(
            "shop",
            2,
            "5b7c",
            new SearchTuning(
                true, 10_000L, 100L, 1_000, 3, 8, 256L << 20, Duration.ofMinutes(5).toMillis())),
        new ReadCommand(ID, OTHER_ID),
        new SyncEvent.TableAnalyzed(ID, TABLE, ANALYSIS, List.of(FIGURES)),
        new SyncEvent.TableProgressed(
            ID, TABLE, COUNTERS, new Pace(4_200.5, Instant.parse("2026-03-01T12:00:07Z"))),
        new SyncEvent.TableExtracted(ID, TABLE, COUNTERS, Duration.ofSeconds(75)),
        new SyncEvent.TableLoaded(
            ID,
            TABLE,
            "warehouse",
            new QualifiedName("public", "clicks"),
            List.of("hashkey"),
            COUNTERS,
            Duration.ofSeconds(90)),
        new SyncEvent.TableFailed(
            ID, TABLE, ErrorCode.CONNECTION_LOST, "the connection broke", "08006"),
        new BatchAppended("shop.features.clicks.5f0c0a52", 3, "sync-1", 1, 17, OBJECT, 250_000, AT),
        new FileAppended(
            "plimsoll",
            "logs/5f0c/0001",
            List.of(
                new FileBatch("orders", 0, "till-1", 1, 17, 0, 4_096, 25, AT),
                new FileBatch("orders", 1, "till-1", 1, 9, 4_096, 1_024, 10, AT))),
        new BatchCommitted(
            "shop.features.clicks.5f0c0a52", 3, 4_250_000, 250_000, "sync-1", 1, 17, OBJECT, AT));
  }

  @Test
  void coverEveryMessage() {
    assertThat(messages().map(EventTypes::of))
        .containsExactlyInAnyOrderElementsOf(EventTypes.all().values());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void areWrittenAsEver(Record message) throws IOException {
    Path file = golden(message);
    if (Boolean.getBoolean("plimsoll.docs.write") && !Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(message) + "\n");
    }
    JsonNode written = Json.MAPPER.readTree(Json.write(message));
    assertThat(written).isEqualTo(Json.MAPPER.readTree(Files.readString(file)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void areReadAsEver(Record message) throws IOException {
    assertThat((Record) Json.read(Files.readString(golden(message)), message.getClass()))
        .isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void areReadWithPropertiesOfALaterVersion(Record message) throws IOException {
    // given every object of the message with properties that this version does not know
    JsonNode golden = Json.MAPPER.readTree(Files.readString(golden(message)));
    grow(golden);
    assertThat(golden.toString()).contains("ofALaterVersion");

    // then they are ignored
    assertThat((Record) Json.read(golden.toString(), message.getClass())).isEqualTo(message);
  }

  @Test
  void countersWithoutWhatIsOnTheWayAreReadAsBefore() {
    assertThat(
            Json.read(
                """
                {"expectedRows":9,"rowsExtracted":4,"rowsLoaded":3,"bytes":2,"objects":1,\
                "queries":1,"emptyQueries":0}""",
                TableCounters.class))
        .isEqualTo(new TableCounters(9, 4, 3, 2, 1, 1, 0, 4));
  }

  @Test
  void theStepsOfABuildAreCarriedHoweverItStands() {
    List<BuildEvent.Step> steps =
        List.of(new BuildEvent.Step("attach the key", "failed", Duration.ofMillis(40)));
    for (BuildEvent event :
        List.of(
            new BuildEvent.Progressed(
                ID, 2, 7, AT, "analyze", 0.9, null, BuildEvent.Usage.UNSEEN, steps),
            new BuildEvent.Failed(
                ID,
                2,
                7,
                AT,
                new BuildEvent.Failure(ErrorCode.LOCK_TIMEOUT, "no", "55P03", true, List.of()),
                steps,
                -1L),
            new BuildEvent.Cancelled(ID, 2, 7, AT, "ada", steps))) {
      assertThat(Json.write(event)).contains("\"steps\":[{\"name\":\"attach the key\"");
      assertThat((BuildEvent) Json.read(Json.write(event), event.getClass())).isEqualTo(event);
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void areNotReadFromSomethingElse(Record message) {
    for (String text : List.of("", "null", "[]", "7", "{", "{\"a\":}")) {
      assertThatThrownBy(() -> Json.read(text, message.getClass()))
          .as(text)
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  private static void grow(JsonNode node) {
    List<JsonNode> children = new ArrayList<>();
    node.forEach(children::add);
    children.forEach(GoldenMessagesTest::grow);
    if (node instanceof ObjectNode object) {
      object.put("ofALaterVersion", 1).putObject("andAnObject").put("x", "y");
    }
  }

  private static Path golden(Record message) {
    return Path.of("src/test/resources/golden", EventTypes.of(message) + ".json");
  }
}

package dev.plimsoll.systemtests.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.planning.approval.PlanSnapshot;
import dev.plimsoll.planning.calibration.BuildObservation;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.testkit.frozen.FrozenVersion;
import dev.plimsoll.testkit.frozen.RecordShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Old and new run side by side while an update is rolled out: messages, bodies of requests and
/// answers, and rows of every frozen version are understood, and it understands those of today.
final class FrozenVersionsTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final Path GOLDEN = ROOT.resolve("contracts/src/test/resources/golden");
  private static final List<String> SERVICES =
      List.of(
          "planner-service",
          "builder-service",
          "sync-service",
          "materializer-service",
          "query-service");

  @BeforeAll
  static void freeze() throws IOException {
    try (Stream<Path> golden = Files.list(GOLDEN)) {
      for (Path each : golden.toList()) {
        FrozenVersion.freezeText("messages/" + each.getFileName(), Files.readString(each));
      }
    }
    FrozenVersion.freeze("operations.txt", operations());
  }

  @Test
  void thereIsOneAndNoneIsEverEdited() throws IOException {
    assertThat(FrozenVersion.all()).isNotEmpty();
    FrozenVersion.assertUntouched();
  }

  @Test
  void messagesAreReadWithAllTheySay() throws IOException {
    Map<String, Class<? extends Record>> known = new HashMap<>();
    EventTypes.all().forEach((record, type) -> known.put(type, record));
    for (FrozenVersion version : FrozenVersion.all()) {
      try (Stream<Path> messages = Files.list(version.file("messages"))) {
        for (Path message : messages.toList()) {
          String type = message.getFileName().toString().replace(".json", "");
          if (type.startsWith("dev.plimsoll.")) {
            assertThat(known).as("version %s sends it", version.name()).containsKey(type);
            String text = Files.readString(message);
            Record read = Json.read(text, Objects.requireNonNull(known.get(type)));
            assertThat(
                    lost(Json.MAPPER.readTree(text), Json.MAPPER.readTree(Json.write(read)), type))
                .as("not understood of version %s", version.name())
                .isEmpty();
          }
        }
      }
    }
  }

  /// Properties that are not there any more, or say something else, by their paths.
  private static List<String> lost(JsonNode former, JsonNode now, String path) {
    if (former.isObject()) {
      List<String> lost = new ArrayList<>();
      former
          .properties()
          .forEach(
              property ->
                  lost.addAll(
                      lost(
                          property.getValue(),
                          now.path(property.getKey()),
                          path + "." + property.getKey())));
      return lost;
    }
    return former.equals(now) ? List.of() : List.of("%s: %s is %s".formatted(path, former, now));
  }

  @Test
  void recordsOfMessagesRequestsAndAnswersOnlyGetOptionalParts() {
    // Errors, bounds and topics are this version's own; codes of errors are open (ADR 19).
    FrozenVersion.assertUnderstood(
        "records.txt",
        RecordShapes.of(
            RecordShapes.in(
                "dev.plimsoll.contracts",
                name -> !name.matches(".*[.](problem|bound)[.].*|.*[.]Topic"))));
  }

  @Test
  void rowsOfThePlannerOnlyGetOptionalParts() {
    FrozenVersion.assertUnderstood(
        "rows-planner.txt",
        RecordShapes.of(List.of(BuildWork.class, BuildObservation.class, PlanSnapshot.class)));
  }

  @Test
  void everyOperationIsStillThere() throws IOException {
    Map<String, String> now = operations();
    assertThat(now).hasSizeGreaterThan(50);
    for (FrozenVersion version : FrozenVersion.all()) {
      assertThat(now).as(version.name()).containsAllEntriesOf(version.table("operations.txt"));
    }
  }

  /// Service, path and methods.
  private static Map<String, String> operations() throws IOException {
    Map<String, String> operations = new TreeMap<>();
    for (String service : SERVICES) {
      String path = "";
      for (String line :
          Files.readAllLines(ROOT.resolve(service).resolve("src/main/resources/openapi.yaml"))) {
        if (line.matches(" {2}/.*:")) {
          path = line.strip().replaceFirst(":$", "");
        } else if (line.matches(" {4}(get|put|post|patch|delete):")) {
          operations.put(service + " " + path + " " + line.strip().replace(":", ""), "there");
        }
      }
    }
    return operations;
  }

  @Test
  void whatWouldBreakIsFound() {
    record Before(String name, int count, @Nullable String note) {}
    record Renamed(String title, int count, @Nullable String note) {}
    record Grown(String name, int count, @Nullable String note, @Nullable String more) {}
    record Required(String name, int count, @Nullable String note, String more) {}
    record Retyped(String name, long count, String note) {}
    assertThat(breaks(Before.class, Grown.class)).isEmpty();
    assertThat(breaks(Before.class, Renamed.class))
        .containsExactly(
            "it.name is gone, which the former version writes or reads",
            "it.title is required, which the former version does not write");
    assertThat(breaks(Before.class, Required.class))
        .containsExactly("it.more is required, which the former version does not write");
    assertThat(breaks(Before.class, Retyped.class))
        .containsExactly(
            "it.count was int and is long",
            "it.note was java.lang.String? and is java.lang.String");
    assertThat(RecordShapes.breaks(Map.of("enum E", "A|B"), Map.of("enum E", "B|C")))
        .containsExactly(
            "enum E has no A any more, which the former version writes",
            "enum E has C, which the former version cannot read");
  }

  private static List<String> breaks(Class<?> before, Class<?> after) {
    return RecordShapes.breaks(called(before), called(after));
  }

  private static Map<String, String> called(Class<?> record) {
    Map<String, String> shapes = new TreeMap<>();
    RecordShapes.of(List.of(record))
        .forEach((name, shape) -> shapes.put(name.replace(record.getName(), "it"), shape));
    return shapes;
  }
}

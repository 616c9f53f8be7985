package dev.plimsoll.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Writes `docs/reference/topics.md` and holds it to the code.
final class TopicsReferenceTest {
  @Test
  void everyMessageHasATopic() {
    Set<Class<? extends Record>> placed =
        Stream.of(Topic.values())
            .flatMap(topic -> Carried.by(topic).messages().stream())
            .collect(Collectors.toSet());
    assertThat(placed).isEqualTo(EventTypes.all().keySet());
  }

  @Test
  void theReferenceIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Topics and messages

            Generated from `contracts`; a test fails when it differs.

            Every name carries a prefix, `plimsoll.` unless `plimsoll.topics.prefix` says otherwise. The service that
            owns a topic creates it at its start and checks its partitions. What cannot be handled goes to the
            `.dlq` topic of the same name with the reason in its headers; the three lanes of builds share one.

            | topic | partitions | created by | key | messages |
            |---|---|---|---|---|
            """);
    for (Topic topic : Topic.values()) {
      Carried carried = Carried.by(topic);
      page.append(
          "| `%s` | %d | %s | %s | %s |\n"
              .formatted(
                  topic.baseName(),
                  topic.partitions(),
                  topic.owner().name().toLowerCase(Locale.ROOT),
                  carried.key(),
                  carried.messages().isEmpty()
                      ? "whatever could not be handled"
                      : String.join(", ", carried.messages().stream().map(this::link).toList())));
    }
    page.append(
        """

        A message is a CloudEvent 1.0 in binary mode: its attributes are Kafka headers (`ce_id`, `ce_source`,
        `ce_specversion`, `ce_type`, `ce_time`, `content-type`), its body is JSON. Instants and durations are
        ISO-8601 text, bytes and rows are integers, absent values are left out. Readers ignore properties they
        do not know; a change that an older reader could not take gets a new type. A message that belongs to a
        [trace](../how-to/follow-one-build.md) has its W3C `traceparent` as `ce_traceparent`; one that is malformed
        counts as none. For tools, the same as [AsyncAPI 3.0](asyncapi.json).
        """);
    for (Class<? extends Record> message : Carried.everything()) {
      page.append("\n## ").append(name(message)).append("\n\n`ce_type`: `");
      page.append(EventTypes.of(message)).append("`\n\n| property | type |\n|---|---|\n");
      for (RecordComponent component : message.getRecordComponents()) {
        page.append(
            "| `%s` | %s |\n".formatted(component.getName(), type(component.getGenericType())));
      }
    }
    ReferenceFile.check("topics.md", page.toString());
  }

  private String link(Class<?> message) {
    String name = name(message);
    return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT).replace(".", ""));
  }

  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null
        ? type.getSimpleName()
        : outer.getSimpleName() + "." + type.getSimpleName();
  }

  private static String type(Type type) {
    if (!(type instanceof Class<?> raw)) {
      return "array";
    }
    if (raw == UUID.class) {
      return "UUID";
    }
    if (raw == Instant.class || raw == Duration.class) {
      return "ISO-8601 " + raw.getSimpleName().toLowerCase(Locale.ROOT);
    }
    if (raw.isEnum()) {
      return "one of "
          + String.join(
              ", ",
              Arrays.stream(raw.getEnumConstants())
                  .map(value -> Json.write(value).replace("\"", "`"))
                  .toList());
    }
    if (raw == ErrorCode.class) {
      return "code of [an error](errors.md); later versions have others";
    }
    if (raw.isRecord()) {
      return "object ("
          + String.join(
              ", ",
              Arrays.stream(raw.getRecordComponents())
                  .map(component -> "`" + component.getName() + "`")
                  .toList())
          + ")";
    }
    if (raw == boolean.class) {
      return "boolean";
    }
    return raw == double.class
        ? "number"
        : raw.isPrimitive() || Number.class.isAssignableFrom(raw) ? "integer" : "string";
  }
}

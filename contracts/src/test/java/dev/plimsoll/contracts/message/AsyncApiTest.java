package dev.plimsoll.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Writes `docs/reference/asyncapi.json` and holds it to the code and to the golden messages.
///
/// Source: AsyncAPI specification 3.0.0; CloudEvents Kafka protocol binding 1.0.2.
final class AsyncApiTest {
  private static final Set<Class<?>> INTEGERS =
      Set.of(int.class, long.class, Integer.class, Long.class);
  private static final Set<Class<?>> NUMBERS = Set.of(double.class, Double.class);
  private static final Set<Class<?>> BOOLEANS = Set.of(boolean.class, Boolean.class);

  static Stream<Class<? extends Record>> messages() {
    return Carried.everything().stream();
  }

  @Test
  void theDocumentIsUpToDate() throws IOException {
    ReferenceFile.check(
        "asyncapi.json",
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document()) + "\n");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void describesWhatIsOnTheWire(Class<? extends Record> message) throws IOException {
    // given
    JsonNode schema = document().at("/components/schemas/" + name(message));
    // when
    JsonNode golden = golden(message);
    // then
    assertThat(names(schema.path("properties"))).containsAll(names(golden));
    assertThat(schema.path("required")).isNotEmpty();
    golden
        .properties()
        .forEach(
            property ->
                assertThat(kind(property.getValue()))
                    .as("%s of %s", property.getKey(), name(message))
                    .isEqualTo(kind(schema.path("properties").path(property.getKey()))));
  }

  /// What JSON has there, as a schema calls it; of a schema, what it says.
  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case NUMBER -> node.isIntegralNumber() ? "integer" : "number";
      case OBJECT -> node.has("$ref") ? "object" : node.path("type").asText("object");
      case BINARY, MISSING, NULL, POJO -> "nothing";
    };
  }

  private static ObjectNode document() throws IOException {
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.put("asyncapi", "3.0.0");
    document.putObject("info").put("title", "Plimsoll").put("version", "1");
    document.put("defaultContentType", EventHeaders.CONTENT_TYPE_VALUE);
    ObjectNode channels = document.putObject("channels");
    ObjectNode components = Json.MAPPER.createObjectNode();
    ObjectNode described = components.putObject("messages");
    ObjectNode schemas = components.putObject("schemas");
    for (Topic topic : Topic.values()) {
      ObjectNode channel = channels.putObject(topic.name().toLowerCase(Locale.ROOT));
      channel.put("address", "{prefix}" + topic.baseName());
      channel.put(
          "description",
          "Key: %s. Created by the %s service."
              .formatted(Carried.by(topic).key(), topic.owner().name().toLowerCase(Locale.ROOT)));
      channel
          .putObject("parameters")
          .putObject("prefix")
          .put("default", "plimsoll.")
          .put("description", "plimsoll.topics.prefix");
      ObjectNode carried = channel.putObject("messages");
      for (Class<? extends Record> message : Carried.by(topic).messages()) {
        carried.putObject(name(message)).put("$ref", "#/components/messages/" + name(message));
      }
      ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
      kafka.put("partitions", topic.partitions()).put("bindingVersion", "0.5.0");
    }
    for (Class<? extends Record> message : Carried.everything()) {
      ObjectNode one = described.putObject(name(message));
      one.put("name", EventTypes.of(message));
      one.set("headers", headers(message));
      one.putObject("payload").put("$ref", "#/components/schemas/" + name(message));
      describe(message, schemas, names(golden(message)));
    }
    document.set("components", components);
    return document;
  }

  private static ObjectNode headers(Class<? extends Record> message) {
    ObjectNode headers = Json.MAPPER.createObjectNode().put("type", "object");
    ObjectNode properties = headers.putObject("properties");
    properties.putObject(EventHeaders.ID).put("type", "string");
    properties.putObject(EventHeaders.SOURCE).put("type", "string");
    properties
        .putObject(EventHeaders.SPEC_VERSION)
        .put("type", "string")
        .put("const", EventHeaders.SPEC_VERSION_VALUE);
    properties
        .putObject(EventHeaders.TYPE)
        .put("type", "string")
        .put("const", EventTypes.of(message));
    properties.putObject(EventHeaders.TIME).put("type", "string").put("format", "date-time");
    properties.putObject(EventHeaders.TRACE_PARENT).put("type", "string");
    return headers;
  }

  /// @param always properties that its oldest writer has written already; null where unknown
  private static void describe(Class<?> record, ObjectNode schemas, @Nullable Set<String> always) {
    if (schemas.has(name(record))) {
      return;
    }
    ObjectNode schema = schemas.putObject(name(record)).put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : record.getRecordComponents()) {
      properties.set(component.getName(), schema(component.getGenericType(), schemas));
    }
    if (always != null) {
      Arrays.stream(record.getRecordComponents())
          .filter(component -> !nullable(component.getAnnotatedType()))
          .map(RecordComponent::getName)
          .filter(always::contains)
          .forEach(schema.withArray("required")::add);
    }
  }

  private static boolean nullable(AnnotatedElement type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static ObjectNode schema(Type type, ObjectNode schemas) {
    ObjectNode schema = Json.MAPPER.createObjectNode();
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      boolean map = generic.getRawType() == Map.class;
      schema.put("type", map ? "object" : "array");
      schema.set(map ? "additionalProperties" : "items", schema(last, schemas));
      return schema;
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isEnum()) {
      schema.put("type", "string");
      for (Object value : raw.getEnumConstants()) {
        schema.withArray("enum").add(text(value));
      }
      return schema;
    }
    if (raw == ErrorCode.class) {
      return schema
          .put("type", "string")
          .put("description", "Of docs/reference/errors.md; later versions have others.");
    }
    if (raw == UUID.class || raw == Instant.class || raw == Duration.class) {
      String format = raw == UUID.class ? "uuid" : raw == Instant.class ? "date-time" : "duration";
      return schema.put("type", "string").put("format", format);
    }
    if (raw.isRecord() && !isOneValue(raw)) {
      describe(raw, schemas, null);
      return schema.put("$ref", "#/components/schemas/" + name(raw));
    }
    return schema.put(
        "type",
        INTEGERS.contains(raw)
            ? "integer"
            : NUMBERS.contains(raw) ? "number" : BOOLEANS.contains(raw) ? "boolean" : "string");
  }

  /// Written as its only component's value, not as an object.
  private static boolean isOneValue(Class<?> record) {
    return Arrays.stream(record.getDeclaredFields())
        .anyMatch(field -> field.isAnnotationPresent(JsonValue.class));
  }

  private static String text(Object value) {
    try {
      return Json.MAPPER.readTree(Json.write(value)).asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode golden(Class<? extends Record> message) throws IOException {
    try (InputStream file =
        AsyncApiTest.class.getResourceAsStream("/golden/" + EventTypes.of(message) + ".json")) {
      return Json.MAPPER.readTree(Objects.requireNonNull(file, EventTypes.of(message)));
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null
        ? type.getSimpleName()
        : outer.getSimpleName() + "." + type.getSimpleName();
  }

  @Test
  void everyTopicIsAChannel() throws IOException {
    assertThat(document().path("channels")).hasSize(Topic.values().length);
    assertThat(List.copyOf(names(document().at("/components/messages"))))
        .hasSameSizeAs(Carried.everything());
  }
}

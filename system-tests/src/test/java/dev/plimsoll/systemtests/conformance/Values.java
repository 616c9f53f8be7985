package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values that a schema allows: mostly small, now and then at its bounds.
final class Values {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEPEST = 6;

  /// How often a request has a part that may be left out: in tenths.
  private static final int[] OFTEN = {0, 1, 4};

  private static final long SHORT_WAIT_MILLIS = 50;

  private final Described described;
  private final Memory memory;
  private final Map<String, JsonNode> fixed;

  /// @param fixed values of schemas by name: what may be named without harm
  Values(Described described, Memory memory, Map<String, JsonNode> fixed) {
    this.described = described;
    this.memory = memory;
    this.fixed = fixed;
  }

  JsonNode of(String field, JsonNode schema, Random random) {
    return of(field, schema, random, 0);
  }

  private JsonNode of(String field, JsonNode schema, Random random, int depth) {
    String name = described.nameOf(schema);
    if (name != null && fixed.containsKey(name)) {
      return fixed.get(name).deepCopy();
    }
    JsonNode whole = described.resolved(schema);
    JsonNode choices = whole.path("enum");
    if (!choices.isEmpty()) {
      return choices.get(random.nextInt(choices.size()));
    }
    return switch (typeOf(whole)) {
      case "object" -> object(whole, random, depth);
      case "array" -> array(field, whole, random, depth);
      case "integer" -> JSON.numberNode(integer(field, whole, random));
      case "number" -> number(whole, random);
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      default -> JSON.textNode(text(field, whole, random));
    };
  }

  static String typeOf(JsonNode schema) {
    JsonNode type = schema.path("type");
    for (JsonNode one : type) {
      if (!one.asText().equals("null")) {
        return one.asText();
      }
    }
    return type.asText();
  }

  private ObjectNode object(JsonNode schema, Random random, int depth) {
    ObjectNode object = JSON.objectNode();
    // What may be left out mostly contradicts other such parts where all of it comes together.
    int often = depth == 0 ? OFTEN[random.nextInt(OFTEN.length)] : 4;
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              if (required.contains(property.getKey())
                  || depth < DEEPEST && random.nextInt(10) < often) {
                object.set(
                    property.getKey(),
                    of(property.getKey(), property.getValue(), random, depth + 1));
              }
            });
    JsonNode entries = schema.path("additionalProperties");
    if (entries.isObject()) {
      for (int i = random.nextInt(3); i > 0; i--) {
        object.set("key" + i, of("entry", entries, random, depth + 1));
      }
    }
    return object;
  }

  private ArrayNode array(String field, JsonNode schema, Random random, int depth) {
    ArrayNode array = JSON.arrayNode();
    int least = schema.path("minItems").asInt();
    for (int i = least + random.nextInt(3); i > 0; i--) {
      array.add(of(field, schema.path("items"), random, depth + 1));
    }
    return array;
  }

  private static long integer(String field, JsonNode schema, Random random) {
    long least = schema.path("minimum").asLong(0);
    long most = schema.path("maximum").asLong(Integer.MAX_VALUE);
    if (field.equals("waitMillis")) {
      return random.nextLong(SHORT_WAIT_MILLIS);
    }
    if (field.equals("partition") && random.nextInt(3) > 0) {
      return least;
    }
    return switch (random.nextInt(20)) {
      case 0 -> least;
      case 1 -> most;
      default -> Math.min(most, least + random.nextInt(8));
    };
  }

  private static JsonNode number(JsonNode schema, Random random) {
    double least = schema.path("minimum").asDouble(0);
    double most = schema.path("maximum").asDouble(1);
    return JSON.numberNode(least + (most - least) * random.nextInt(11) / 10);
  }

  private String text(String field, JsonNode schema, Random random) {
    String known = random.nextInt(5) > 0 ? memory.any(field, random) : null;
    if (known != null) {
      return known;
    }
    return switch (schema.path("format").asText()) {
      case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
      case "date-time" ->
          (field.equals("firstAt") ? Instant.now() : Instant.parse("2024-02-29T12:00:00Z"))
              .plusSeconds(random.nextInt(1_000_000))
              .toString();
      case "local-time" -> "%02d:30:00".formatted(random.nextInt(24));
      default -> free(field, schema, random);
    };
  }

  private static String free(String field, JsonNode schema, Random random) {
    @Nullable String pattern =
        schema.path("pattern").isMissingNode() ? null : schema.path("pattern").asText();
    if (pattern != null && pattern.matches("\\w+")) {
      return pattern;
    }
    if (pattern != null && pattern.startsWith("^P(")) {
      return Duration.ofSeconds(10 + random.nextInt(1_000)).toString();
    }
    List<String> usual =
        switch (field) {
          case "zone" -> List.of("Europe/Berlin", "UTC");
          case "tables" -> List.of("public.*", "*.*", "public.items");
          case "table" -> List.of("items", "more");
          case "schema" -> List.of("public");
          case "act" -> List.of("pause", "resume", "cancel", "retry");
          case "strategy" -> List.of("auto", "moldable", "lpt");
          case "preset" -> List.of("small", "medium", "cu:16");
          case "codec" -> List.of("zstd", "snappy");
          case "proof" -> List.of("none", "file", "source");
          case "consistency" -> List.of("table", "strict");
          case "columns" -> List.of("id", "note");
          case "databases" -> List.of("shop");
          case "vector" -> List.of("[1,2,3]", "[0,0,1]");
          case "column" -> List.of("v", "id");
          case "at" -> List.of("earliest", "latest", "2024-02-29T12:00:00Z");
          default -> List.of("alpha", "beta", "gamma");
        };
    int least = schema.path("minLength").asInt();
    int most = schema.path("maxLength").asInt(200);
    String text =
        switch (random.nextInt(20)) {
          case 0 -> "x".repeat(most);
          case 1 -> "x".repeat(least);
          case 2 -> "ünïcødé 🙂";
          case 3 -> "a'b\"c\\d;--";
          default -> usual.get(random.nextInt(usual.size()));
        };
    String enough = text.length() < least ? text + "x".repeat(least - text.length()) : text;
    return enough.length() > most ? enough.substring(0, most) : enough;
  }
}

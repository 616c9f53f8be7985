package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.systemtests.conformance.Described.Operation;
import dev.plimsoll.systemtests.conformance.Described.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Requests as the OpenAPI says, half of them with one thing wrong.
final class Asking {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String JSON_TYPE = "application/json";
  private static final String[] METHODS = {"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"};

  /// Escaped, as they go into a path or query.
  private static final List<String> ODD =
      List.of(
          "%00",
          "a%00b",
          "%2E%2E",
          "%2e",
          "..",
          "%2F",
          "a%2Fb",
          "%25",
          "%FF%FE",
          "%F0%9F%99%82",
          "%0D%0AX-Odd:%201",
          "-1",
          "1.5",
          "1e400",
          "NaN",
          "9223372036854775808",
          "0x10",
          "%20",
          "'%3B--",
          "x".repeat(3_000));

  private final Described described;
  private final Values values;
  private final Memory memory;

  Asking(Described described, Values values, Memory memory) {
    this.described = described;
    this.values = values;
    this.memory = memory;
  }

  Asked next(Random random) {
    Draft draft = draft(any(described.operations(), random), random);
    if (random.nextBoolean()) {
      spoil(draft, random);
    }
    return draft.asked();
  }

  /// With nothing wrong.
  Asked of(Operation operation, Random random) {
    return draft(operation, random).asked();
  }

  private static Operation any(List<Operation> operations, Random random) {
    return operations.get(random.nextInt(operations.size()));
  }

  /// Whether there is less afterwards.
  private static boolean isEnd(Operation operation) {
    return operation.method().equals("DELETE");
  }

  private Draft draft(Operation operation, Random random) {
    Draft draft = new Draft(operation);
    for (Parameter parameter : operation.parameters()) {
      if (parameter.required() || parameter.in().equals("path") || random.nextBoolean()) {
        String value = escape(value(operation, parameter, random));
        switch (parameter.in()) {
          case "path" -> draft.inPath.put(parameter.name(), value.isEmpty() ? "alpha" : value);
          case "query" -> draft.query.add(parameter.name() + "=" + value);
          default -> draft.headers.put(parameter.name(), value);
        }
      }
    }
    if (!operation.body().isEmpty()) {
      List<String> types = List.copyOf(operation.body().keySet());
      // All bodies are written as JSON: as anything else they are no more than odd.
      boolean odd = !types.contains(JSON_TYPE) || random.nextInt(10) == 0;
      String type = odd ? types.get(random.nextInt(types.size())) : JSON_TYPE;
      draft.headers.put("Content-Type", type);
      draft.body = values.of("", operation.body().get(type), random);
      // A path that names what the body names, too.
      String name = draft.inPath.get("name");
      if (name != null && draft.body.has("name")) {
        ((ObjectNode) draft.body).put("name", unescape(name));
      }
    }
    return draft;
  }

  /// Of what is there, where a path names it: of what is to be deleted only at times.
  private String value(Operation operation, Parameter parameter, Random random) {
    boolean known = random.nextInt(8) > (isEnd(operation) ? 3 : 0);
    // A list goes on after one of its own.
    boolean page =
        parameter.name().equals("after")
            && described.resolved(parameter.schema()).path("format").asText().equals("uuid");
    @Nullable String there =
        known && (page || parameter.in().equals("path"))
            ? memory.any(operation.path(), page ? "id" : parameter.name(), random)
            : null;
    return there == null ? values.of(parameter.name(), parameter.schema(), random).asText() : there;
  }

  private void spoil(Draft draft, Random random) {
    int of = random.nextInt(10);
    if (of < 5 && draft.body instanceof ObjectNode body) {
      spoilBody(draft, body, random);
    } else if (of < 7 && !draft.inPath.isEmpty()) {
      List<String> names = List.copyOf(draft.inPath.keySet());
      String odd = odd(random);
      draft.inPath.put(names.get(random.nextInt(names.size())), odd);
      draft.wrong = "odd path";
      // It stands for another path, which may be another operation's.
      draft.refused = unescape(odd).matches("[.]{1,2}");
    } else if (of < 9) {
      List<Parameter> inQuery =
          draft.operation.parameters().stream().filter(p -> p.in().equals("query")).toList();
      String name =
          inQuery.isEmpty() ? "unknown" : inQuery.get(random.nextInt(inQuery.size())).name();
      if (!name.equals("waitMillis")) {
        draft.query.add(name + "=" + odd(random));
        draft.wrong = "odd query";
      }
    } else {
      spoilHeaders(draft, random);
    }
  }

  private void spoilHeaders(Draft draft, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> {
        draft.headers.put("Content-Type", random.nextBoolean() ? ";;;" : "text/plain");
        draft.wrong = "odd content type";
      }
      case 1 -> {
        draft.headers.put("Accept", random.nextBoolean() ? ";;;" : "text/plain");
        draft.wrong = "odd accept";
      }
      case 2 -> {
        draft.headers.put("Idempotency-Key", "x".repeat(1 + random.nextInt(2_000)));
        draft.wrong = "long key";
      }
      default -> {
        draft.method = METHODS[random.nextInt(METHODS.length)];
        // Often there is one: a GET that becomes a DELETE takes away what it names.
        draft.operation = described.of(draft.operation, draft.method);
        draft.wrong = "another method";
      }
    }
  }

  private void spoilBody(Draft draft, ObjectNode body, Random random) {
    JsonNode schema =
        described.resolved(draft.operation.body().get(draft.headers.get("Content-Type")));
    switch (random.nextInt(8)) {
      case 0 -> draft.raw("", "no body");
      case 1 -> draft.raw("{\"" + "a\":{\"".repeat(random.nextInt(3_000)), "broken JSON");
      case 2 -> draft.raw("[" + body + "]", "a list");
      case 3 -> draft.raw("null", "null");
      case 4 -> {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        if (!required.isEmpty()) {
          String name = required.get(random.nextInt(required.size()));
          if (random.nextBoolean()) {
            body.remove(name);
          } else {
            body.putNull(name);
          }
          draft.refuse("without " + name);
        }
      }
      case 5 -> {
        String name = field(schema, random);
        if (name != null) {
          body.set(name, JSON.objectNode().set("odd", JSON.arrayNode().add(1)));
          draft.wrong = "another type: " + name;
          String type = Values.typeOf(described.resolved(schema.path("properties").path(name)));
          draft.refused = !type.isEmpty() && !type.equals("object");
        }
      }
      case 6 -> beyond(draft, body, schema, random);
      default -> {
        String name = field(schema, random);
        String odd = random.nextBoolean() ? "a\u0000b" : "a\ud800b";
        body.put(name == null ? "odd" : name, odd);
        draft.wrong = "odd text: " + name;
      }
    }
  }

  /// Past a bound or out of a choice.
  private void beyond(Draft draft, ObjectNode body, JsonNode schema, Random random) {
    String name = field(schema, random);
    if (name == null) {
      return;
    }
    JsonNode property = described.resolved(schema.path("properties").path(name));
    if (property.has("enum")) {
      body.put(name, "OF_TOMORROW");
    } else if (property.has("maxLength") && property.path("maxLength").asInt() < 10_000) {
      body.put(name, "x".repeat(property.path("maxLength").asInt() + 1));
    } else if (property.has("maximum")) {
      body.put(name, property.path("maximum").decimalValue().add(java.math.BigDecimal.ONE));
    } else if (Values.typeOf(property).equals("integer")) {
      body.put(name, 1.5);
    } else {
      return;
    }
    draft.refuse("beyond: " + name);
  }

  private static @Nullable String field(JsonNode schema, Random random) {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? null : names.get(random.nextInt(names.size()));
  }

  private String odd(Random random) {
    String known = random.nextInt(3) == 0 ? memory.any("database", random) : null;
    return known == null ? ODD.get(random.nextInt(ODD.size())) : escape(known);
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String unescape(String text) {
    return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static final class Draft {
    Operation operation;
    final Map<String, String> inPath = new HashMap<>();
    final List<String> query = new ArrayList<>();
    final Map<String, String> headers = new HashMap<>();
    String method;
    @Nullable JsonNode body;
    @Nullable String raw;
    String wrong = "";
    boolean refused;

    Draft(Operation operation) {
      this.operation = operation;
      method = operation.method();
    }

    void raw(String text, String what) {
      raw = text;
      wrong = what;
    }

    void refuse(String what) {
      wrong = what;
      refused = true;
    }

    Asked asked() {
      String path = operation.path();
      for (Map.Entry<String, String> in : inPath.entrySet()) {
        path = path.replace("{" + in.getKey() + "}", in.getValue());
      }
      String text = raw != null ? raw : body == null ? "" : body.toString();
      return new Asked(
          operation,
          method,
          query.isEmpty() ? path : path + "?" + String.join("&", query),
          headers,
          inPath.values().stream().map(Asking::unescape).toList(),
          text.getBytes(StandardCharsets.UTF_8),
          wrong,
          refused);
    }
  }
}

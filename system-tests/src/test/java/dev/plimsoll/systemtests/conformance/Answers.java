package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares answers with what the OpenAPI says of them. What it does not name is not in them.
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final SchemaValidatorsConfig FORMATS =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode schemas;
  private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();

  Answers(Described described) {
    schemas = described.document().path("components").path("schemas").deepCopy();
    schemas.forEach(Answers::close);
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    // Its own words a service knows all of.
    if (schema instanceof ObjectNode object && object.has("x-extensible-enum")) {
      object.set("enum", object.path("x-extensible-enum"));
    }
  }

  /// What is wrong with an answer; null where nothing is.
  @Nullable String complaint(Asked asked, HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status >= 500) {
      return "a " + status + ": " + answer.body();
    }
    boolean lineByLine = answer.headers().firstValue("Content-Type").orElse("").contains("ndjson");
    if (asked.refused() && status < 400 && !(lineByLine && answer.body().contains("problem"))) {
      return "carried out, " + status + ": " + answer.body();
    }
    boolean another = !asked.method().equals(asked.operation().method());
    JsonNode answers = asked.operation().answers();
    JsonNode said = answers.path(Integer.toString(status));
    if (said.isMissingNode() || another && status < 400) {
      if (status < 400) {
        return another ? null : status + " is not one of " + List.copyOf(names(answers));
      }
      said = answers.path("default");
    }
    JsonNode content = said.path("content");
    String body = answer.body();
    if (content.isEmpty()) {
      return body.isEmpty() ? null : "a body where none is said: " + body;
    }
    String type =
        answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "").strip();
    if (!content.has(type)) {
      return "content type '%s' of a %d is not one of %s, %s"
          .formatted(type, status, names(content), body);
    }
    JsonNode schema = content.path(type).path("schema");
    if (schema.isMissingNode()) {
      return null;
    }
    if (!type.endsWith("json")) {
      return body.isBlank() ? "an empty " + type : null;
    }
    return type.endsWith("ndjson")
        ? body.lines()
            .map(line -> complaint(schema, line))
            .filter(complaint -> complaint != null)
            .findFirst()
            .orElse(null)
        : complaint(schema, body);
  }

  private @Nullable String complaint(JsonNode schema, String body) {
    try {
      Set<ValidationMessage> found =
          compiled.computeIfAbsent(schema, this::compile).validate(JSON.readTree(body));
      return found.isEmpty()
          ? null
          : found.stream()
                  .limit(5)
                  .map(ValidationMessage::getMessage)
                  .collect(Collectors.joining("; "))
              + " in "
              + body;
    } catch (JsonProcessingException e) {
      return "no JSON: " + body;
    }
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.putObject("components").set("schemas", schemas);
    return FACTORY.getSchema(whole, FORMATS);
  }

  private static Set<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }
}

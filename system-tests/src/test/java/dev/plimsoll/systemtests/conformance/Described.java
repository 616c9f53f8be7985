package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A service's OpenAPI.
public record Described(JsonNode document, List<Operation> operations) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final String REFERENCE = "#/components/schemas/";

  /// @param body schemas by content type; empty where it takes none
  public record Operation(
      String method,
      String path,
      List<Parameter> parameters,
      Map<String, JsonNode> body,
      JsonNode answers) {
    /// What a path names of this one's parts; empty where it is no path of this one's.
    Optional<List<String>> named(String target) {
      String[] said = path.split("/");
      String[] asked = target.split("/");
      List<String> named = new ArrayList<>();
      for (int i = 0; i < said.length && said.length == asked.length; i++) {
        if (said[i].startsWith("{")) {
          named.add(asked[i]);
        } else if (!said[i].equals(asked[i])) {
          return Optional.empty();
        }
      }
      return said.length == asked.length ? Optional.of(named) : Optional.empty();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /// @param in path, query or header
  public record Parameter(String name, String in, boolean required, JsonNode schema) {}

  public static Described of(JsonNode document) {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        verb -> {
                          if (METHODS.contains(verb.getKey())) {
                            operations.add(
                                operation(verb.getKey(), path.getKey(), verb.getValue()));
                          }
                        }));
    return new Described(document, operations);
  }

  private static Operation operation(String verb, String path, JsonNode said) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode parameter : said.path("parameters")) {
      parameters.add(
          new Parameter(
              parameter.path("name").asText(),
              parameter.path("in").asText(),
              parameter.path("required").asBoolean(),
              parameter.path("schema")));
    }
    Map<String, JsonNode> body = new java.util.TreeMap<>();
    said.path("requestBody")
        .path("content")
        .properties()
        .forEach(type -> body.put(type.getKey(), type.getValue().path("schema")));
    return new Operation(
        verb.toUpperCase(Locale.ROOT), path, parameters, body, said.path("responses"));
  }

  /// The operation that is meant: of several the one that names least.
  ///
  /// @throws java.util.NoSuchElementException there is none
  Operation operation(String method, String target) {
    return operations.stream()
        .filter(one -> one.method().equals(method) && one.named(target).isPresent())
        .min(Comparator.comparingInt(one -> one.named(target).orElseThrow().size()))
        .orElseThrow();
  }

  /// What a method asks of an operation's path; the operation itself where nothing is described.
  Operation of(Operation one, String method) {
    return operations.stream()
        .filter(other -> other.method().equals(method) && other.path().equals(one.path()))
        .findFirst()
        .orElse(one);
  }

  /// The name of a schema that is referred to, null where it stands there itself.
  @Nullable String nameOf(JsonNode schema) {
    // What may be null is one of a schema and nothing.
    JsonNode one = schema.has("anyOf") ? schema.path("anyOf").path(0) : schema;
    String reference = one.path("$ref").asText();
    return reference.isEmpty() ? null : reference.substring(REFERENCE.length());
  }

  /// The schema itself.
  JsonNode resolved(JsonNode schema) {
    String name = nameOf(schema);
    return name == null ? schema : resolved(document.path("components").path("schemas").path(name));
  }
}

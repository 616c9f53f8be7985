package dev.plimsoll.query.use;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nodes of a parse tree: an object whose one field is the node's type. What is zero or false is
/// left out of it.
final class TreeNodes {
  private TreeNodes() {}

  /// Empty for a list, a number, or nothing.
  static String type(JsonNode node) {
    return node.isObject() && node.size() == 1 ? node.fieldNames().next() : "";
  }

  static JsonNode body(JsonNode node) {
    return node.path(type(node));
  }

  /// Of a list of String nodes, `*` for a star.
  static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    for (JsonNode name : list) {
      names.add(name.has("A_Star") ? "*" : string(name));
    }
    return names;
  }

  static String string(JsonNode node) {
    return node.path("String").path("sval").asText();
  }

  static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  static @Nullable String textOrNull(JsonNode node, String field) {
    String text = node.path(field).asText();
    return text.isEmpty() ? null : text;
  }

  /// Behind casts: `'x'::text` and `date $1` are a constant and a parameter still.
  static JsonNode withoutCasts(JsonNode node) {
    JsonNode bare = node;
    while (bare.has("TypeCast")) {
      bare = bare.path("TypeCast").path("arg");
    }
    return bare;
  }
}

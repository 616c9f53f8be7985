package dev.plimsoll.query.use;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parts of an OR. What each alternative asks for is asked for in any case, as PostgreSQL's
/// planner sees it too: `(a = b AND c = 1) OR (a = b AND c = 2)` joins by `a = b`.
///
/// @param common conditions that all alternatives have, each once
/// @param others those that some have
record Alternatives(List<JsonNode> common, List<JsonNode> others) {
  static Alternatives of(JsonNode alternatives) {
    List<Map<JsonNode, JsonNode>> all = new ArrayList<>();
    for (JsonNode alternative : alternatives) {
      Map<JsonNode, JsonNode> parts = new LinkedHashMap<>();
      conjuncts(alternative, parts);
      all.add(parts);
    }
    List<JsonNode> common = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (Map.Entry<JsonNode, JsonNode> part : all.get(i).entrySet()) {
        if (!all.stream().allMatch(parts -> parts.containsKey(part.getKey()))) {
          others.add(part.getValue());
        } else if (i == 0) {
          common.add(part.getValue());
        }
      }
    }
    return new Alternatives(common, others);
  }

  private static void conjuncts(JsonNode node, Map<JsonNode, JsonNode> parts) {
    JsonNode body = node.path("BoolExpr");
    if (body.path("boolop").asText().equals("AND_EXPR")) {
      body.path("args").forEach(part -> conjuncts(part, parts));
    } else {
      parts.put(withoutPlaces(node), node);
    }
  }

  private static JsonNode withoutPlaces(JsonNode node) {
    JsonNode copy = node.deepCopy();
    copy.findParents("location").forEach(parent -> ((ObjectNode) parent).remove("location"));
    copy.findParents("rexpr_list_start")
        .forEach(
            parent -> ((ObjectNode) parent).remove(List.of("rexpr_list_start", "rexpr_list_end")));
    return copy;
  }
}

package dev.plimsoll.sync.threshold;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ThresholdChange.Changed;
import dev.plimsoll.sync.sparse.SparseConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Thresholds as a tree of names, the form in which they are queried and changed. Pure.
final class ThresholdTree {
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private ThresholdTree() {}

  static Map<String, Object> map(SparseConfig config) {
    return Json.MAPPER.convertValue(config, MAP);
  }

  /// Applies a patch to thresholds.
  ///
  /// @param patch in the structure of the whole
  /// @throws PlimsollException INVALID_REQUEST naming all that is not understood, or the first
  ///     value out of range
  static SparseConfig patched(SparseConfig config, Map<String, Object> patch) {
    ObjectNode tree = Json.MAPPER.valueToTree(config);
    List<String> problems = new ArrayList<>();
    merge(tree, Json.MAPPER.valueToTree(patch), "", problems);
    if (!problems.isEmpty()) {
      throw PlimsollException.invalidRequest(String.join("; ", problems));
    }
    try {
      return Json.MAPPER.treeToValue(tree, SparseConfig.class);
    } catch (JsonProcessingException e) {
      throw PlimsollException.invalidRequest(message(e));
    }
  }

  // A record's own check explains itself; otherwise a number does not fit, and the path tells
  // which.
  private static String message(JsonProcessingException e) {
    if (e.getCause() instanceof IllegalArgumentException own && own.getMessage() != null) {
      return own.getMessage();
    }
    String path =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream().map(Reference::getFieldName).collect(joining("."))
            : "";
    return path.isEmpty() ? e.getOriginalMessage() : path + " is out of range";
  }

  private static void merge(ObjectNode into, JsonNode patch, String prefix, List<String> problems) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = prefix + entry.getKey();
      JsonNode known = into.get(entry.getKey());
      JsonNode wanted = entry.getValue();
      if (known == null) {
        List<String> names =
            into.properties().stream().map(there -> prefix + there.getKey()).toList();
        problems.add("there is no " + name + " (there are " + String.join(", ", names) + ")");
      } else if (known instanceof ObjectNode group && wanted.isObject()) {
        merge(group, wanted, name + ".", problems);
      } else if (!isAlike(known, wanted)) {
        problems.add(name + " must be " + form(known));
      } else {
        into.set(entry.getKey(), wanted);
      }
    }
  }

  private static boolean isAlike(JsonNode known, JsonNode wanted) {
    if (known.isBoolean()) {
      return wanted.isBoolean();
    }
    return known.isIntegralNumber()
        ? wanted.isIntegralNumber() && wanted.canConvertToLong()
        : known.isNumber() && wanted.isNumber();
  }

  private static String form(JsonNode known) {
    if (known.isObject()) {
      return "an object";
    }
    if (known.isBoolean()) {
      return "true or false";
    }
    return known.isIntegralNumber() ? "a whole number" : "a number";
  }

  /// Differences, in the order of the structure.
  static List<Changed> changed(SparseConfig before, SparseConfig after) {
    List<Changed> changed = new ArrayList<>();
    compare(Json.MAPPER.valueToTree(before), Json.MAPPER.valueToTree(after), "", changed);
    return List.copyOf(changed);
  }

  private static void compare(
      JsonNode before, JsonNode after, String prefix, List<Changed> changed) {
    for (Map.Entry<String, JsonNode> entry : before.properties()) {
      JsonNode other = after.get(entry.getKey());
      if (entry.getValue().isObject()) {
        compare(entry.getValue(), other, prefix + entry.getKey() + ".", changed);
      } else if (!entry.getValue().equals(other)) {
        changed.add(
            new Changed(prefix + entry.getKey(), entry.getValue().asText(), other.asText()));
      }
    }
  }
}

package dev.plimsoll.testkit;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.message.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Extreme bodies of a request: each differs from a good one in one place.
public final class Extremes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Pattern TIME = Pattern.compile("P|\\d{4}-|\\d\\d:");
  private static final List<String> TIMES =
      List.of(
          "PT9223372036854775807S",
          "PT-9223372036854775808S",
          "+1000000000-12-31T23:59:59.999999999Z",
          "-1000000000-01-01T00:00:00Z");

  private Extremes() {}

  /// @param place of the extreme value, for messages
  public record Body(String place, String json) {
    @Override
    public String toString() {
      return place;
    }
  }

  /// @param good with every property to be tried
  public static List<Body> of(Record good) {
    return of(Json.write(good));
  }

  public static List<Body> of(String good) {
    JsonNode tree = Json.read(good, JsonNode.class);
    List<Body> bodies = new ArrayList<>();
    walk(
        tree,
        JsonPointer.empty(),
        (place, extreme) -> {
          JsonNode copy = tree.deepCopy();
          JsonNode parent = copy.at(place.head());
          if (parent instanceof ObjectNode object) {
            object.set(place.last().getMatchingProperty(), extreme);
          } else if (parent instanceof ArrayNode array) {
            array.set(place.last().getMatchingIndex(), extreme);
          }
          String json = Json.write(copy);
          String shown = extreme.toString();
          String cut = shown.length() > 60 ? shown.substring(0, 60) + "…" : shown;
          bodies.add(new Body(place + " = " + cut, json));
        });
    return bodies;
  }

  /// Bodies with a property too many, in each of a good one's objects.
  public static List<Body> withUnknownProperties(Record good) {
    String json = Json.write(good);
    List<Body> bodies = new ArrayList<>();
    addUnknown(Json.read(json, JsonNode.class), JsonPointer.empty(), json, bodies);
    return bodies;
  }

  private static void addUnknown(JsonNode node, JsonPointer at, String good, List<Body> bodies) {
    if (node.isObject()) {
      JsonNode copy = Json.read(good, JsonNode.class);
      ((ObjectNode) copy.at(at)).put("somethingElse", 1);
      bodies.add(new Body(at + "/somethingElse", Json.write(copy)));
    }
    node.properties()
        .forEach(
            each -> addUnknown(each.getValue(), at.appendProperty(each.getKey()), good, bodies));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      addUnknown(node.get(i), at.appendIndex(i), good, bodies);
    }
  }

  private static void walk(JsonNode node, JsonPointer at, BiConsumer<JsonPointer, JsonNode> found) {
    if (!at.matches()) {
      instead(node).forEach(extreme -> found.accept(at, extreme));
    }
    node.properties()
        .forEach(each -> walk(each.getValue(), at.appendProperty(each.getKey()), found));
    for (int i = 0; node.isArray() && i < Math.min(1, node.size()); i++) {
      walk(node.get(i), at.appendIndex(i), found);
    }
  }

  private static List<JsonNode> instead(JsonNode node) {
    List<JsonNode> extremes = new ArrayList<>(List.of(JSON.nullNode(), JSON.objectNode()));
    if (node.isTextual()) {
      extremes.addAll(
          List.of(
              JSON.textNode(""),
              JSON.textNode("\u0000"),
              JSON.textNode(node.textValue() + "\u0000\ud800"),
              JSON.textNode("x".repeat(100_000)),
              JSON.numberNode(Long.MAX_VALUE)));
      if (TIME.matcher(node.textValue()).lookingAt()) {
        TIMES.forEach(time -> extremes.add(JSON.textNode(time)));
      }
    } else if (node.isNumber()) {
      extremes.addAll(
          List.of(
              JSON.numberNode(Long.MIN_VALUE),
              JSON.numberNode(-1),
              JSON.numberNode(0),
              JSON.numberNode(Integer.MAX_VALUE),
              JSON.numberNode(Long.MAX_VALUE),
              JSON.numberNode(BigInteger.TWO.pow(63)),
              JSON.numberNode(new BigDecimal("1e400")),
              JSON.numberNode(1.5)));
    } else if (node.isArray()) {
      extremes.add(JSON.arrayNode().addNull());
      ArrayNode many = JSON.arrayNode();
      // Services bound bodies as a whole, too.
      int most = node.isEmpty() ? 0 : Math.min(20_000, 800_000 / node.get(0).toString().length());
      for (int i = 0; i < most; i++) {
        many.add(node.get(0));
      }
      extremes.add(many);
    }
    return extremes;
  }
}

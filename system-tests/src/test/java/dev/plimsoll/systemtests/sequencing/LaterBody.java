package dev.plimsoll.systemtests.sequencing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.message.Json;

/// Body of a message as a later version writes it: each of its objects has a part that today's
/// version does not know.
public final class LaterBody {
  private static final String PART = "ofALaterVersion";

  private LaterBody() {}

  /// @param json of today's version
  public static String of(String json) {
    JsonNode body = tree(json);
    grow(body);
    return body.toString();
  }

  /// The same to be changed further.
  public static ObjectNode tree(String json) {
    try {
      return (ObjectNode) Json.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
  }

  private static void grow(JsonNode node) {
    node.forEach(LaterBody::grow);
    if (node instanceof ObjectNode object) {
      object.putObject(PART).putArray("more").add(1).add("two");
    }
  }
}

package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.systemtests.conformance.Described.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// One request.
///
/// @param target path and query, escaped
/// @param named what its path names
/// @param wrong what is wrong with it; empty where nothing is
/// @param refused whether it must not be carried out
record Asked(
    Operation operation,
    String method,
    String target,
    Map<String, String> headers,
    List<String> named,
    byte[] body,
    String wrong,
    boolean refused) {
  private static final int SHOWN = 600;

  /// One with nothing wrong.
  ///
  /// @param body missing where it has none
  static Asked of(Operation operation, String target, JsonNode body) {
    return new Asked(
        operation,
        operation.method(),
        target,
        body.isMissingNode() ? Map.of() : Map.of("Content-Type", "application/json"),
        operation.named(target.replaceAll("[?].*", "")).orElseThrow(),
        body.isMissingNode() ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8),
        "",
        false);
  }

  /// Whether nothing is wrong with it but, at most, that what it names is not there.
  boolean asSaid() {
    return wrong.isEmpty();
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    String shown =
        "%s %s %s %s%s"
            .formatted(
                method,
                target.length() > SHOWN ? target.substring(0, SHOWN) + "…" : target,
                headers,
                text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text,
                wrong.isEmpty() ? "" : " [" + wrong + "]");
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}

package dev.plimsoll.systemtests.conformance;

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

package dev.plimsoll.systemtests.conformance;

import dev.plimsoll.systemtests.conformance.Described.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One request.
///
/// @param target path and query, escaped
/// @param wrong what is wrong with it; empty where nothing is
/// @param refused whether it must not be carried out
record Asked(
    Operation operation,
    String method,
    String target,
    Map<String, String> headers,
    byte[] body,
    String wrong,
    boolean refused) {
  private static final int SHOWN = 600;

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

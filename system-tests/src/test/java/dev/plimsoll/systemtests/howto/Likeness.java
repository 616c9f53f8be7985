package dev.plimsoll.systemtests.howto;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Whether an answer is like the one on the page: it has the same fields and as many elements, and
/// says the same words. Numbers and times may be others.
public final class Likeness {
  private final List<String> differences = new ArrayList<>();

  private Likeness() {}

  /// @return a line for each; empty where they are alike
  public static List<String> differences(List<JsonNode> written, List<JsonNode> answered) {
    Likeness likeness = new Likeness();
    if (written.size() != answered.size()) {
      return List.of("%d documents, not %d".formatted(answered.size(), written.size()));
    }
    for (int i = 0; i < written.size(); i++) {
      likeness.compare("", written.get(i), answered.get(i));
    }
    return likeness.differences;
  }

  private void compare(String at, JsonNode written, JsonNode answered) {
    if (written.getNodeType() != answered.getNodeType()) {
      add(at, written, answered);
      return;
    }
    switch (written.getNodeType()) {
      case OBJECT -> compareFields(at, written, answered);
      case ARRAY -> compareElements(at, written, answered);
      case STRING -> {
        if (!written.equals(answered) && !(isTime(written) && isTime(answered))) {
          add(at, written, answered);
        }
      }
      case BOOLEAN -> {
        if (!written.equals(answered)) {
          add(at, written, answered);
        }
      }
      case NUMBER, NULL, BINARY, MISSING, POJO -> {}
    }
  }

  private void compareFields(String at, JsonNode written, JsonNode answered) {
    Set<String> names = names(written);
    if (!names.equals(names(answered))) {
      differences.add("%s has %s, not %s".formatted(at, names(answered), names));
      return;
    }
    names.forEach(name -> compare(at + "/" + name, written.get(name), answered.get(name)));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private void compareElements(String at, JsonNode written, JsonNode answered) {
    if (written.size() != answered.size()) {
      differences.add("%s has %d elements, not %d".formatted(at, answered.size(), written.size()));
      return;
    }
    for (int i = 0; i < written.size(); i++) {
      compare(at + "/" + i, written.get(i), answered.get(i));
    }
  }

  private static boolean isTime(JsonNode text) {
    try {
      Instant.parse(text.asText());
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private void add(String at, JsonNode written, JsonNode answered) {
    differences.add("%s is %s, not %s".formatted(at, answered, written));
  }
}

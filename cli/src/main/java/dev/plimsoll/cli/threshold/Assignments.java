package dev.plimsoll.cli.threshold;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// `group.name=value` as the tree that the service takes. Which names there are and which values
/// they may have is the service's to say.
final class Assignments {
  private static final Pattern NAME = Pattern.compile("[a-z_]+(\\.[a-z_]+)?");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}\\.[0-9]{1,18}");

  private Assignments() {}

  /// @throws PlimsollException USAGE
  static Map<String, Object> parse(List<String> assignments) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String name = equals < 0 ? assignment : assignment.substring(0, equals);
      if (equals < 0 || !NAME.matcher(name).matches()) {
        throw PlimsollException.usage("'" + assignment + "' is not NAME=VALUE");
      }
      Object value = value(assignment, assignment.substring(equals + 1));
      int dot = name.indexOf('.');
      Object before =
          dot < 0
              ? tree.put(name, value)
              : group(tree, name.substring(0, dot)).put(name.substring(dot + 1), value);
      if (before != null) {
        throw PlimsollException.usage(name + " is given twice");
      }
    }
    return tree;
  }

  @SuppressWarnings("unchecked") // groups are made here alone
  private static Map<String, Object> group(Map<String, Object> tree, String name) {
    Object group = tree.computeIfAbsent(name, each -> new LinkedHashMap<String, Object>());
    if (group instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw PlimsollException.usage(name + " is given twice");
  }

  private static Object value(String assignment, String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (WHOLE.matcher(text).matches()) {
      return Long.valueOf(text);
    }
    if (NUMBER.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    throw PlimsollException.usage("in '" + assignment + "' the value is no number, true or false");
  }
}

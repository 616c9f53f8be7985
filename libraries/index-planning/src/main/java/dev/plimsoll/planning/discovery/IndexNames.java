package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names as PostgreSQL would choose them: `table_pkey`, `table_columns_key`, `table_columns_idx`.
/// The longer part is cut until they fit 63 bytes, and a number makes them unique. Source:
/// `makeObjectName`, `ChooseRelationName` and `ChooseIndexNameAddition` in `indexcmds.c`.
public final class IndexNames {
  private static final int LONGEST = 63;
  private static final Pattern UNFINISHED = Pattern.compile("plimsoll_build_[0-9a-f]{12}");
  private static final Pattern CALL = Pattern.compile("\\s*(\\w+)\\s*\\(");

  private final Map<String, Set<String>> taken = new HashMap<>();

  /// Reserves names, by schema.
  public void take(Map<String, Set<String>> names) {
    names.forEach((schema, some) -> of(schema).addAll(some));
  }

  private Set<String> of(String schema) {
    return taken.computeIfAbsent(schema, _ -> new HashSet<>());
  }

  /// Whether it is the name of an unfinished index of our own builds.
  public static boolean isUnfinished(String indexName) {
    return UNFINISHED.matcher(indexName).matches();
  }

  /// A new name, which is reserved from now on.
  public String choose(QualifiedName table, IndexDefinition definition) {
    Set<String> names = of(table.schema());
    String columns =
        switch (definition.kind()) {
          case PRIMARY_KEY -> "";
          case UNIQUE, INDEX -> columns(definition);
        };
    String label =
        switch (definition.kind()) {
          case PRIMARY_KEY -> "pkey";
          case UNIQUE -> "key";
          case INDEX -> "idx";
        };
    String name = compose(table.name(), columns, label);
    for (int number = 1; !names.add(name); number++) {
      name = compose(table.name(), columns, label + number);
    }
    return name;
  }

  /// An expression counts as its function's name, else `expr`; included columns count too.
  private static String columns(IndexDefinition definition) {
    List<String> parts = new ArrayList<>();
    int expression = 0;
    for (String column : definition.columns()) {
      if (column.isEmpty()) {
        Matcher call = CALL.matcher(definition.expressions().get(expression++));
        parts.add(call.lookingAt() ? call.group(1).toLowerCase(Locale.ROOT) : "expr");
      } else {
        parts.add(column);
      }
    }
    parts.addAll(definition.included());
    return String.join("_", parts);
  }

  private static String compose(String table, String columns, String label) {
    String first = table;
    String second = columns;
    while (bytes(first) + (second.isEmpty() ? 0 : 1 + bytes(second)) + 1 + bytes(label) > LONGEST) {
      if (bytes(first) > bytes(second)) {
        first = withoutLast(first);
      } else {
        second = withoutLast(second);
      }
    }
    return second.isEmpty() ? first + "_" + label : first + "_" + second + "_" + label;
  }

  private static String withoutLast(String text) {
    return text.substring(0, text.offsetByCodePoints(text.length(), -1));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

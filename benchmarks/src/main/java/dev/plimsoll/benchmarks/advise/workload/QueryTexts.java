package dev.plimsoll.benchmarks.advise.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// SQL texts beside this class. Queries are separated by `;` at a line's end, and each has
/// comments
/// before it: `-- name:`, `-- calls:`, `-- compared:`, `-- binds:`.
final class QueryTexts {
  private QueryTexts() {}

  /// @param binds of a query: the select list and FROM of its parameters' values; empty for none
  record QueryText(WorkloadQuery query, String binds) {}

  /// The statements of a script.
  static List<String> statements(String resource, Map<String, String> values) {
    return List.of(read(resource, values).split(";[ ]*\n")).stream()
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  static List<QueryText> queries(String resource, Map<String, String> values) {
    return statements(resource, values).stream().map(QueryTexts::query).toList();
  }

  private static QueryText query(String statement) {
    Map<String, String> heads = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line : statement.lines().toList()) {
      if (line.startsWith("-- ")) {
        String[] head = line.substring(3).split(": ", 2);
        heads.put(head[0], head[1]);
      } else {
        lines.add(line);
      }
    }
    return new QueryText(
        new WorkloadQuery(
            Objects.requireNonNull(heads.get("name")),
            String.join("\n", lines),
            Long.parseLong(heads.getOrDefault("calls", "1")),
            Integer.parseInt(heads.getOrDefault("compared", "0")),
            List.of(List.of())),
        heads.getOrDefault("binds", ""));
  }

  private static String read(String resource, Map<String, String> values) {
    try (InputStream in =
        Objects.requireNonNull(QueryTexts.class.getResourceAsStream(resource), resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("{" + value.getKey() + "}", value.getValue());
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.plimsoll.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Page `docs/reference/metrics.md`, for comparison with a running service.
public final class MetricsPage {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(plimsoll_\\w+)` \\| (\\w+) \\| [^|]*\\| ([^|]*)\\|");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (plimsoll_\\w+) (\\w+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(plimsoll_\\w+)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final Pattern LABEL_IN_ROW = Pattern.compile("`(\\w+)`");

  private record Row(String type, Set<String> labels) {}

  private MetricsPage() {}

  /// Differences of the page from a service's `/q/metrics`, a line each.
  public static List<String> differences(String scraped) {
    Map<String, Row> rows = rows();
    List<String> differences = new ArrayList<>();
    for (MatchResult shown : TYPE.matcher(scraped).results().toList()) {
      String name = shown.group(1);
      Row row = rows.get(documented(name, rows));
      if (row == null) {
        differences.add(name + " is not on the page");
      } else if (!name.endsWith("_max") && !row.type().equals(shown.group(2))) {
        differences.add(name + " is a " + shown.group(2) + ", not a " + row.type());
      }
    }
    for (MatchResult sample : SAMPLE.matcher(scraped).results().toList()) {
      String name = sample.group(1).replaceAll("_(count|sum)$", "");
      Row row = rows.get(documented(name, rows));
      Set<String> labels = all(LABEL, sample.group(2));
      if (row != null && !row.labels().equals(labels)) {
        differences.add(name + " has the labels " + labels + ", not " + row.labels());
      }
    }
    return differences;
  }

  // OpenMetrics omits a counter's suffix; the maximum of a timer is a separate gauge.
  private static String documented(String name, Map<String, Row> rows) {
    if (rows.containsKey(name)) {
      return name;
    }
    String counter = name + "_total";
    return rows.containsKey(counter) ? counter : name.replaceAll("_max$", "");
  }

  private static Map<String, Row> rows() {
    Path page = Path.of(System.getProperty("plimsoll.root"), "docs", "reference", "metrics.md");
    Map<String, Row> rows = new HashMap<>();
    try {
      Matcher row = ROW.matcher(Files.readString(page));
      while (row.find()) {
        String type = row.group(2);
        rows.put(
            row.group(1),
            new Row(
                type.equals("timer") || type.equals("distribution") ? "summary" : type,
                all(LABEL_IN_ROW, row.group(3))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static Set<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

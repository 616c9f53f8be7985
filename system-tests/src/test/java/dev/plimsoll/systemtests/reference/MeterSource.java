package dev.plimsoll.systemtests.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The meters that a class registers, read from its source: by a builder of Micrometer, or by a
/// method of its own, `counter(name, unit, description)` or `gauge(registry, name, description,
/// of)`.
final class MeterSource {
  /// What all services count alike.
  static final Path EVERY_SERVICE = Path.of("libraries", "periodic-work");

  private static final String TEXT = "\"[^\"]*\"(?:\\s*\\+\\s*\"[^\"]*\")*";
  private static final Pattern BUILDER =
      Pattern.compile(
          "(Counter|Timer|Gauge|MultiGauge|DistributionSummary)\\s*\\.builder\\(\\s*"
              + "(\"plimsoll[^\"]*\"|[A-Z_]+)(.*?)\\.register\\(",
          Pattern.DOTALL);
  private static final Pattern OWN_METHOD =
      Pattern.compile(
          "(?<![.\\w])(counter|gauge)\\(\\s*(?:registry,\\s*)?\"(plimsoll[^\"]*)\",\\s*"
              + "(?:(?:\"([^\"]*)\"|null),\\s*)?("
              + TEXT
              + ")");
  private static final Pattern DESCRIPTION =
      Pattern.compile("\\.description\\(\\s*(" + TEXT + ")\\s*\\)");
  private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\\s*\"([^\"]+)\"");
  private static final Pattern TAG = Pattern.compile("\\.tag\\(\\s*\"([^\"]+)\"");
  private static final Pattern ANY_NAME =
      Pattern.compile("\"(plimsoll\\.(?:planner|builder|sync|materializer|query)\\.[a-z.]+)\"");

  // Rows of a MultiGauge are made where their values are.
  private static final Map<String, List<String>> LABELS_OF_ROWS =
      Map.of(
          "plimsoll.materializer.consumer.lag.records", List.of("consumer"),
          "plimsoll.planner.builds", List.of("state"),
          "plimsoll.planner.slots.wanted", List.of("lane"),
          "plimsoll.planner.loadline.used", List.of("database", "resource"),
          "plimsoll.planner.loadline.limit", List.of("database", "resource"));

  private MeterSource() {}

  enum Type {
    COUNTER,
    GAUGE,
    TIMER,
    DISTRIBUTION;

    private static Type of(String builder) {
      return switch (builder) {
        case "Counter", "counter" -> COUNTER;
        case "Gauge", "gauge", "MultiGauge" -> GAUGE;
        case "Timer" -> TIMER;
        case "DistributionSummary" -> DISTRIBUTION;
        default -> throw new IllegalArgumentException(builder);
      };
    }
  }

  /// @param unit empty for a number of what the name says
  record Meter(String name, Type type, String unit, List<String> labels, String description) {
    /// As Micrometer's naming convention has it.
    String prometheusName() {
      String name = name().replace('.', '_');
      if (!unit.isEmpty() && type != Type.TIMER && !name.endsWith("_" + unit)) {
        name += "_" + unit;
      }
      return switch (type) {
        case COUNTER -> name + "_total";
        case TIMER -> name + "_seconds";
        case GAUGE, DISTRIBUTION -> name;
      };
    }
  }

  /// Sources of services that have to do with Micrometer.
  static List<Path> files(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path module : modules(root)) {
      try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          if (Files.readString(file).contains("import io.micrometer")) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }

  private static List<Path> modules(Path root) throws IOException {
    try (Stream<Path> services = Files.list(root)) {
      return Stream.concat(
              services.filter(path -> path.toString().endsWith("-service")),
              Stream.of(root.resolve(EVERY_SERVICE)))
          .sorted()
          .toList();
    }
  }

  static List<Meter> meters(String source) {
    List<Meter> meters = new ArrayList<>();
    for (MatchResult found : BUILDER.matcher(source).results().toList()) {
      String name = name(source, found.group(2));
      String chain = found.group(3);
      List<String> labels = new ArrayList<>(LABELS_OF_ROWS.getOrDefault(name, List.of()));
      TAG.matcher(chain).results().map(tag -> tag.group(1)).forEach(labels::add);
      Matcher unit = UNIT.matcher(chain);
      Matcher description = DESCRIPTION.matcher(chain);
      meters.add(
          new Meter(
              name,
              Type.of(found.group(1)),
              unit.find() ? unit.group(1) : "",
              labels,
              description.find() ? text(description.group(1)) : ""));
    }
    for (MatchResult found : OWN_METHOD.matcher(source).results().toList()) {
      meters.add(
          new Meter(
              found.group(2),
              Type.of(found.group(1)),
              found.group(3) == null ? "" : found.group(3),
              List.of(),
              text(found.group(4))));
    }
    return meters;
  }

  /// Names that stand in a source and were not understood to be a meter's.
  static List<String> missed(String source) {
    TreeSet<String> names = new TreeSet<>();
    ANY_NAME.matcher(source).results().map(found -> found.group(1)).forEach(names::add);
    meters(source).forEach(meter -> names.remove(meter.name()));
    return List.copyOf(names);
  }

  private static String name(String source, String argument) {
    if (argument.startsWith("\"")) {
      return argument.substring(1, argument.length() - 1);
    }
    Matcher constant = Pattern.compile("String " + argument + " =\\s*\"([^\"]+)\"").matcher(source);
    if (!constant.find()) {
      throw new IllegalStateException("no constant " + argument);
    }
    return constant.group(1);
  }

  private static String text(String literals) {
    return literals.replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("^\"|\"$", "");
  }
}

package dev.plimsoll.systemtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Alert rules and dashboards: they use metrics that there are, each alert has its page, and both
/// cases of it are tested.
final class MonitoringTest {
  private static final String RULES = "deploy/observability/prometheus/alerts.yml";
  private static final String SCRAPING = "deploy/observability/prometheus/prometheus.yml";
  private static final String RULE_TESTS = "deploy/observability/prometheus/alerts.test.yml";
  private static final String DASHBOARDS = "deploy/observability/grafana/dashboards";
  private static final String PAGE = "docs/reference/alerts.md";

  private static final Set<String> LANGUAGE =
      Set.of(
          "sum",
          "max",
          "min",
          "count",
          "rate",
          "increase",
          "changes",
          "deriv",
          "absent",
          "label_replace",
          "time",
          "and",
          "or",
          "unless",
          "bool",
          "avg",
          "clamp_min",
          "clamp_max",
          "histogram_quantile",
          "topk",
          "vector",
          "scalar");

  // Of Prometheus, Quarkus and Kafka's clients; each was seen at a running service.
  private static final Set<String> OF_OTHERS =
      Set.of(
          "up",
          "ALERTS",
          "process_start_time_seconds",
          "process_cpu_usage",
          "system_cpu_count",
          "jvm_memory_usage_after_gc",
          "jvm_gc_pause_seconds_sum",
          "jvm_memory_used_bytes",
          "jvm_memory_max_bytes",
          "http_server_requests_seconds_count",
          "http_server_requests_seconds_sum",
          "agroal_active_count",
          "agroal_awaiting_count",
          "kafka_consumer_fetch_manager_records_lag_max",
          "kafka_producer_topic_record_send_total");

  @Test
  void everyMetricThatIsNamedExists() throws IOException {
    Set<String> known = new TreeSet<>(OF_OTHERS);
    Matcher row =
        Pattern.compile("^\\| `(plimsoll_\\w+)` \\| (\\w+)", Pattern.MULTILINE)
            .matcher(Files.readString(Yaml.ROOT.resolve("docs/reference/metrics.md")));
    while (row.find()) {
      known.add(row.group(1));
      if (row.group(2).equals("timer") || row.group(2).equals("distribution")) {
        Stream.of("_count", "_sum", "_max").forEach(part -> known.add(row.group(1) + part));
      }
    }
    assertThat(known).hasSizeGreaterThan(60);
    expressions()
        .forEach(
            (where, texts) ->
                texts.forEach(
                    text -> assertThat(known).as(where + ": " + text).containsAll(names(text))));
  }

  // What stands for values, times and labels goes; words that are left are functions or metrics.
  private static Set<String> names(String expression) {
    String bare =
        expression
            .replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"")
            .replaceAll("\\b(by|on|without|ignoring|group_left|group_right)\\s*\\([^)]*\\)", " ")
            .replaceAll("\\b(group_left|group_right)\\b", " ")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^\\]]*]", "")
            .replaceAll("offset\\s+\\S+", "");
    return Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*")
        .matcher(bare.replaceAll("\\d+(\\.\\d+)?(e[+-]?\\d+)?", "0"))
        .results()
        .map(match -> match.group())
        .filter(word -> !LANGUAGE.contains(word))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, List<String>> expressions() throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (JsonNode rule : rules()) {
      found.put(rule.get("alert").asText(), List.of(rule.get("expr").asText()));
    }
    try (Stream<Path> files = Files.list(Yaml.ROOT.resolve(DASHBOARDS))) {
      for (Path file : files.sorted().toList()) {
        JsonNode dashboard = Json.MAPPER.readTree(file.toFile());
        List<String> texts = new ArrayList<>();
        dashboard
            .findValues("expr")
            .forEach(expression -> texts.add(expression.asText().replaceAll("\\$\\w+", "1m")));
        assertThat(texts).as("%s", file).isNotEmpty();
        found.put(file.getFileName().toString(), texts);
      }
    }
    return found;
  }

  private static List<JsonNode> rules() throws IOException {
    return Yaml.elements(Yaml.read(RULES).get("groups"))
        .flatMap(group -> Yaml.elements(group.get("rules")))
        .toList();
  }

  @Test
  void everyServiceIsScrapedAndMissedWhenItIsGone() throws IOException {
    List<String> scraped =
        Yaml.elements(Yaml.read(SCRAPING).get("scrape_configs"))
            .map(job -> job.get("job_name").asText())
            .toList();
    JsonNode down =
        rules().stream()
            .filter(rule -> rule.get("alert").asText().equals("PlimsollServiceDown"))
            .findFirst()
            .orElseThrow();
    for (ServiceName service : ServiceName.values()) {
      assertThat(scraped).contains(service.module());
      assertThat(down.get("expr").asText())
          .contains("absent(up{job=\"" + service.module() + "\"})");
    }
    Pattern services = Pattern.compile("\"\\((\\w+(?:\\|\\w+)*)\\)-service\"");
    expressions()
        .forEach(
            (where, texts) ->
                texts.forEach(
                    text ->
                        services
                            .matcher(text)
                            .results()
                            .forEach(
                                listed ->
                                    assertThat(listed.group(1).split("[|]"))
                                        .as(where)
                                        .containsExactlyInAnyOrder(
                                            Stream.of(ServiceName.values())
                                                .map(ServiceName::value)
                                                .toArray(String[]::new)))));
  }

  @Test
  void everyAlertHasItsPageAndASeverity() throws IOException {
    String page = Files.readString(Yaml.ROOT.resolve(PAGE));
    assertThat(rules()).hasSizeGreaterThan(20);
    for (JsonNode rule : rules()) {
      String name = rule.get("alert").asText();
      assertThat(rule.at("/annotations/runbook_url").asText())
          .isEqualTo(PAGE + "#" + name.toLowerCase(Locale.ROOT));
      assertThat(page).as(name).containsPattern("(?m)^#+ " + name + "$");
      assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
      assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
      assertThat(rule.at("/annotations/description").asText()).as(name).isNotBlank();
    }
    List<String> headings =
        Pattern.compile("(?m)^#+ (Plimsoll\\w+)$")
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(headings)
        .containsExactlyInAnyOrderElementsOf(
            rules().stream().map(rule -> rule.get("alert").asText()).toList());
  }

  @Test
  void everyAlertIsTestedBothWays() throws IOException {
    List<JsonNode> cases =
        Yaml.elements(Yaml.read(RULE_TESTS).get("tests"))
            .flatMap(test -> Yaml.elements(test.path("alert_rule_test")))
            .toList();
    for (JsonNode rule : rules()) {
      String name = rule.get("alert").asText();
      List<Boolean> fires =
          cases.stream()
              .filter(one -> one.get("alertname").asText().equals(name))
              .map(one -> !one.path("exp_alerts").isEmpty())
              .toList();
      assertThat(fires).as(name + " fires, and stays silent").contains(true, false);
    }
  }
}

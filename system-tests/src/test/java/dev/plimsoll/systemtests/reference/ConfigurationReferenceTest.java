package dev.plimsoll.systemtests.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.systemtests.reference.ConfigSource.Setting;
import dev.plimsoll.testkit.page.GeneratedPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// `docs/reference/configuration.md` says what the sources say. `-Dplimsoll.docs.write=true` writes
/// it anew.
final class ConfigurationReferenceTest {
  private static final String HEAD =
      """
      # Configuration

      Made from the services' `@ConfigMapping` interfaces; do not edit. A setting is given as a system property
      (`-Dplimsoll.sync.parallel-loads=4`), an environment variable (`PLIMSOLL_SYNC_PARALLEL_LOADS=4`) or in an
      `application.properties` beside the service, as MicroProfile Config has it. An unknown name under a prefix of ours
      stops the service's start. Beside these, every service takes Quarkus' own settings; those that it needs are
      `QUARKUS_HTTP_PORT`, `KAFKA_BOOTSTRAP_SERVERS` and, but for builder and query, `QUARKUS_DATASOURCE_JDBC_URL`,
      `QUARKUS_DATASOURCE_USERNAME` and `QUARKUS_DATASOURCE_PASSWORD`.

      | of every service | default | |
      |---|---|---|
      | `QUARKUS_LOG_CONSOLE_JSON_ENABLED` | `false` | Each line of the log is an object, [with the ids of what it is about](../how-to/follow-one-build.md). |
      | `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` | | Where [spans](../how-to/follow-one-build.md#see-the-spans) are exported to, by OTLP over HTTP. Without one of them none are made. |
      | `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, other `OTEL_…` | as OpenTelemetry has them | Settings of the exporter, for spans alone; the name is by default that of the service, such as `plimsoll-planner`. |
      """;

  @Test
  void saysWhatTheSourcesSay() throws IOException {
    Path root = Path.of(System.getProperty("plimsoll.root"));
    Path reference = root.resolve("docs/reference/configuration.md");
    String expected = page(root);
    GeneratedPage.require(reference, expected);
  }

  private static String page(Path root) throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    String module = "";
    for (Path file : ConfigSource.files(root)) {
      List<Setting> settings = ConfigSource.settings(file);
      if (settings.isEmpty()) {
        continue;
      }
      String name = moduleOf(root.relativize(file));
      if (!name.equals(module)) {
        module = name;
        page.append("\n## ").append(module).append("\n\n");
        page.append("| setting | type | default | |\n|---|---|---|---|\n");
      }
      settings.forEach(setting -> page.append(row(setting)));
    }
    return page.toString();
  }

  private static String moduleOf(Path file) {
    String first = file.getName(0).toString();
    return first.equals("libraries") ? "every service (" + file.getName(1) + ")" : first;
  }

  private static String row(Setting setting) {
    assertThat(setting.documentation()).as("what %s is", setting.name()).isNotBlank();
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            setting.name(),
            setting.type().toLowerCase(Locale.ROOT).replaceAll("optional<(.*)>", "$1, optional"),
            setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
            setting.documentation().replace("|", "\\|"));
  }
}

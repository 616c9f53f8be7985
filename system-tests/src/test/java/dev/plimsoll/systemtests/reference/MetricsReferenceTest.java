package dev.plimsoll.systemtests.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.systemtests.reference.MeterSource.Meter;
import dev.plimsoll.testkit.page.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/reference/metrics.md` says what the sources say; `-Dplimsoll.docs.write=true` writes it
/// anew. That the services say the same is held by a test of each.
final class MetricsReferenceTest {
  private static final String HEAD =
      """
      # Metrics

      Made from the services' sources; do not edit. Each service has them at `/q/metrics`, in Prometheus' form, without a token:
      they hold no names of tables and no values, and their labels are few. Beside these there are those of Quarkus: the JVM,
      HTTP, Kafka's clients and the connection pool.

      A timer is three series, `_count`, `_sum` and `_max`, in seconds; a distribution likewise, in what it counts. A counter
      begins at 0 with its process. One that has a label is there from its first event on, unless its values are known
      beforehand.
      """;

  private static final String TAIL =
      """

      ## Under the names that they came with

      What is saved by not reading id windows, which `GET /api/v1/extracts/summary` answers under these names for all extracts that
      are remembered, and what one materialization took:

      | name | metric |
      |---|---|
      | `sparse_detections` | `plimsoll_sync_sparse_detections_total` |
      | `queries_saved` | `plimsoll_sync_queries_saved_total` |
      | `time_saved_seconds`, `time_saved_minutes` | `plimsoll_sync_time_saved_seconds_total` |
      | `files_consolidated` | `plimsoll_sync_files_consolidated_total` |
      | `efficiency_gain_percent` | `plimsoll_sync_efficiency_gain_percent` |
      | `ProcessingTimeMs` | `plimsoll_materializer_assignment_run_seconds` |
      | `EventsProcessed` | `plimsoll_materializer_assignment_batches_sum` |
      | `PartitionsProcessed` | `plimsoll_materializer_assignment_partitions_sum` |
      | `ErrorRate` | `plimsoll_materializer_assignment_failures_total` over it and `plimsoll_materializer_assignment_run_seconds_count` |
      | `LockWaitTimeMs` | `plimsoll_materializer_assignment_lock_wait_seconds`: shards are not waited for (`SKIP LOCKED`), partitions are |
      | `TransactionSizeBytes` | `plimsoll_materializer_assignment_transaction_bytes`: what a transaction took; what it writes is about as much again |
      """;

  @Test
  void saysWhatTheSourcesSay() throws IOException {
    Path root = Path.of(System.getProperty("plimsoll.root"));
    Path reference = root.resolve("docs/reference/metrics.md");
    String expected = page(root);
    GeneratedPage.require(reference, expected);
  }

  @Test
  void everyMeterIsUnderstoodAndSaysWhatItIs() throws IOException {
    for (Path file : MeterSource.files(Path.of(System.getProperty("plimsoll.root")))) {
      String source = Files.readString(file);
      assertThat(MeterSource.missed(source))
          .as("%s: register these by a builder with a description", file)
          .isEmpty();
      assertThat(MeterSource.meters(source))
          .as("%s", file)
          .allSatisfy(meter -> assertThat(meter.description()).as(meter.name()).isNotBlank());
    }
  }

  private static String page(Path root) throws IOException {
    Map<String, List<Meter>> services = new TreeMap<>();
    for (Path file : MeterSource.files(root)) {
      services
          .computeIfAbsent(section(root.relativize(file)), name -> new ArrayList<>())
          .addAll(MeterSource.meters(Files.readString(file)));
    }
    StringBuilder page = new StringBuilder(HEAD);
    services.forEach(
        (service, meters) -> {
          page.append("\n## ").append(service).append("\n\n");
          page.append("| metric | type | unit | labels | |\n|---|---|---|---|---|\n");
          meters.stream()
              .sorted(Comparator.comparing(Meter::prometheusName))
              .map(MetricsReferenceTest::row)
              .forEach(page::append);
        });
    return page.append(TAIL).toString();
  }

  private static String section(Path file) {
    return file.startsWith(MeterSource.EVERY_SERVICE)
        ? "every service"
        : file.getName(0).toString();
  }

  private static String row(Meter meter) {
    return "| `%s` | %s | %s | %s | %s |%n"
        .formatted(
            meter.prometheusName(),
            meter.type().name().toLowerCase(Locale.ROOT),
            meter.type() == MeterSource.Type.TIMER ? "seconds" : meter.unit(),
            meter.labels().stream()
                .map(label -> "`" + label + "`")
                .collect(Collectors.joining(", ")),
            meter.description().replace("|", "\\|"));
  }
}

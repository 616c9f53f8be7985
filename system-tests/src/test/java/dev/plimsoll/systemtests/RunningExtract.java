package dev.plimsoll.systemtests;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;

/// An extract, asked about however often parts of the system are away.
record RunningExtract(SystemUnderTest plimsoll, UUID id) {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);

  static RunningExtract start(SystemUnderTest plimsoll, ExtractRequest request) {
    UUID idempotencyKey = UUID.randomUUID();
    return new RunningExtract(
        plimsoll, Patiently.ask(() -> plimsoll.sync().start(request, idempotencyKey)).id());
  }

  ExtractView view() {
    return Patiently.ask(() -> plimsoll.sync().extract(id));
  }

  /// Waits until every table is loaded; that one has failed ends the waiting.
  ExtractView awaitDone() {
    try {
      return await("every table is loaded")
          .atMost(ENDS_WITHIN)
          .until(
              this::view,
              extract -> {
                assertThat(extract.state())
                    .as("%s", extract)
                    .isNotEqualTo(ExtractView.State.FAILED);
                return extract.state() == ExtractView.State.DONE;
              });
    } catch (ConditionTimeoutException e) {
      BatchLocations.print(plimsoll);
      throw e;
    }
  }

  /// Has source, files and target read again and compared.
  Receipt receipt() {
    Patiently.ask(
        () -> {
          plimsoll.sync().startReceipt(id);
          return true;
        });
    return await("the receipt")
        .atMost(ENDS_WITHIN)
        .until(
            () -> Patiently.ask(() -> plimsoll.sync().receipt(id)),
            receipt -> receipt.state() != Receipt.State.RUNNING);
  }

  /// The log topics of its tables.
  Set<String> topics() {
    return view().tables().stream().map(ExtractView.TableView::logTopic).collect(toSet());
  }

  /// Records with an offset in this extract's own log topics.
  long recordsIn(LogAudit audit) {
    Set<String> topics = topics();
    return audit.details().stream()
        .filter(partition -> topics.contains(partition.topic()))
        .mapToLong(LogAudit.PartitionAudit::records)
        .sum();
  }
}

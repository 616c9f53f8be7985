package dev.plimsoll.demo.report;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.Evidence.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Every equality that the demo promises, by name. What is missing from the evidence fails, so that
/// nothing passes by not having been looked at.
public final class DemoChecks {
  /// Value of a digest or count that is not there.
  private static final long ABSENT = -1;

  private final Evidence evidence;
  private final List<Check> checks = new ArrayList<>();

  private DemoChecks(Evidence evidence) {
    this.evidence = evidence;
  }

  public static List<Check> of(Evidence evidence) {
    DemoChecks made = new DemoChecks(evidence);
    made.ends();
    made.tables();
    made.log();
    made.builds();
    made.services();
    return List.copyOf(made.checks);
  }

  private void ends() {
    add(
        Check.equal(
            "extract and load ended",
            evidence.extract().rawState().toString(),
            ExtractView.State.DONE.name()));
    add(
        Check.equal(
            "receipt ended", evidence.receipt().rawState().toString(), Receipt.State.DONE.name()));
    add(Check.isTrue("receipt is proven", evidence.receipt().proven()));
    add(
        Check.equal(
            "tables in the receipt",
            evidence.receipt().tables().size(),
            evidence.sourceRows().size()));
  }

  private void tables() {
    Map<QualifiedName, TableReceipt> receipts =
        evidence.receipt().tables().stream()
            .collect(Collectors.toMap(TableReceipt::table, Function.identity()));
    evidence.sourceRows().keySet().stream()
        .sorted()
        .forEach(
            table -> {
              TableReceipt receipt = receipts.get(table);
              if (receipt == null) {
                add(Check.isTrue(table + ": has a receipt", false));
              } else {
                receipt(table, receipt);
                outside(table, receipt);
              }
            });
    add(
        Check.equal(
            "rows lost", receipts.values().stream().mapToLong(TableReceipt::lost).sum(), 0));
    add(
        Check.equal(
            "rows doubled", receipts.values().stream().mapToLong(TableReceipt::doubled).sum(), 0));
  }

  private void receipt(QualifiedName table, TableReceipt receipt) {
    long made = evidence.sourceRows().getOrDefault(table, ABSENT);
    add(Check.equal(table + " rows: source = made", receipt.sourceRows(), made));
    add(Check.equal(table + " rows: files = source", receipt.fileRows(), receipt.sourceRows()));
    add(
        Check.equal(
            table + " rows: receipt's log = source", receipt.logRows(), receipt.sourceRows()));
    add(Check.equal(table + " rows: target = source", receipt.targetRows(), receipt.sourceRows()));
    add(
        Check.equal(
            table + " digest: files = source", receipt.fileDigest(), receipt.sourceDigest()));
    add(
        Check.equal(
            table + " digest: target = source", receipt.targetDigest(), receipt.sourceDigest()));
  }

  private void outside(QualifiedName table, TableReceipt receipt) {
    Outside outside = evidence.outside().get(table);
    if (outside == null) {
      add(Check.isTrue(table + ": read from outside", false));
      return;
    }
    add(
        Check.equal(
            table + " rows from outside: source = receipt",
            outside.sourceRows(),
            receipt.sourceRows()));
    add(
        Check.equal(
            table + " rows from outside: target = source",
            outside.targetRows(),
            outside.sourceRows()));
    add(
        Check.equal(
            table + " digest from outside: source = receipt",
            outside.sourceDigest(),
            receipt.sourceDigest()));
    add(
        Check.equal(
            table + " digest from outside: target = source",
            outside.targetDigest(),
            outside.sourceDigest()));
    add(
        Check.equal(
            table + " rows from outside: log = source", outside.logRows(), outside.sourceRows()));
    add(Check.equal(table + " rows from outside: lost", outside.difference().lost(), 0));
    add(Check.equal(table + " rows from outside: doubled", outside.difference().doubled(), 0));
    add(
        Check.equal(
            table + " rows from outside: not the source's", outside.difference().foreign(), 0));
    add(
        Check.equal(
            table + " catalog: columns of target = source",
            String.join(", ", outside.target().columns()),
            String.join(", ", outside.source().columns())));
    // The target may have more of them: those that its rules ask for.
    add(
        Check.equal(
            table + " catalog: keys of the source that the target lacks",
            outside.source().keys().stream()
                .filter(key -> !outside.target().keys().contains(key))
                .collect(Collectors.joining(", ")),
            ""));
  }

  private void log() {
    long rows = evidence.sourceRows().values().stream().mapToLong(Long::longValue).sum();
    add(Check.equal("log records = source rows", evidence.audit().records(), rows));
    add(Check.equal("offsets missing in the log", evidence.audit().gaps(), 0));
    add(Check.equal("offsets given twice", evidence.audit().overlaps(), 0));
    add(Check.equal("batches still without offsets", evidence.audit().pendingBatches(), 0));
  }

  private void builds() {
    long succeeded =
        evidence.builds().stream()
            .filter(build -> build.state() == BuildView.State.SUCCEEDED)
            .count();
    add(Check.equal("builds that succeeded", succeeded, evidence.builds().size()));
    for (Lane lane : Lane.values()) {
      long count =
          evidence.builds().stream().filter(build -> build.planned().lane() == lane).count();
      add(Check.atLeast("builds in the " + lane.value() + " lane", count, 1));
    }
    evidence
        .keys()
        .forEach(
            key ->
                add(
                    Check.isTrue(
                        key.table() + " " + key.definition() + " is valid in the target",
                        key.valid())));
  }

  private void services() {
    evidence
        .memory()
        .forEach(
            memory ->
                add(
                    Check.atMost(
                        memory.service() + " resident bytes at the most",
                        memory.peakBytes(),
                        memory.capBytes())));
    if (evidence.kill() != null) {
      add(
          Check.isTrue(
              evidence.kill().service() + " recovered from SIGKILL", evidence.kill().recovered()));
    }
  }

  private void add(Check check) {
    checks.add(check);
  }
}

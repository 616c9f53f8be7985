package dev.plimsoll.demo.report;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.Evidence.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Checks of every equality that the demo promises. Missing evidence fails.
public final class DemoChecks {

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
    equal(
        "extract and load ended",
        evidence.extract().rawState().toString(),
        ExtractView.State.DONE.name());
    equal("receipt ended", evidence.receipt().rawState().toString(), Receipt.State.DONE.name());
    isTrue("receipt is proven", evidence.receipt().proven());
    equal(
        "tables in the receipt", evidence.receipt().tables().size(), evidence.sourceRows().size());
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
                isTrue(table + ": has a receipt", false);
              } else {
                receipt(table, receipt);
                outside(table, receipt);
              }
            });
    equal("rows lost", receipts.values().stream().mapToLong(one -> one.rows().lost()).sum(), 0);
    equal(
        "rows doubled", receipts.values().stream().mapToLong(one -> one.rows().doubled()).sum(), 0);
  }

  private void receipt(QualifiedName table, TableReceipt receipt) {
    long made = evidence.sourceRows().getOrDefault(table, -1L);
    Rows rows = receipt.rows();
    Digests digests = receipt.digests();
    equal(table + " rows: source = made", rows.source(), made);
    equal(table + " rows: files = source", rows.file(), rows.source());
    equal(table + " rows: receipt's log = source", rows.log(), rows.source());
    equal(table + " rows: target = source", rows.target(), rows.source());
    equal(table + " digest: files = source", digests.file(), digests.source());
    equal(table + " digest: target = source", digests.target(), digests.source());
  }

  private void outside(QualifiedName table, TableReceipt receipt) {
    Outside outside = evidence.outside().get(table);
    if (outside == null) {
      isTrue(table + ": read from outside", false);
      return;
    }
    equal(
        table + " rows from outside: source = receipt",
        outside.sourceRows(),
        receipt.rows().source());
    equal(
        table + " rows from outside: target = source", outside.targetRows(), outside.sourceRows());
    equal(
        table + " digest from outside: source = receipt",
        outside.sourceDigest(),
        receipt.digests().source());
    equal(
        table + " digest from outside: target = source",
        outside.targetDigest(),
        outside.sourceDigest());
    equal(table + " rows from outside: log = source", outside.logRows(), outside.sourceRows());
    equal(table + " rows from outside: lost", outside.difference().lost(), 0);
    equal(table + " rows from outside: doubled", outside.difference().doubled(), 0);
    equal(table + " rows from outside: not the source's", outside.difference().foreign(), 0);
    equal(
        table + " catalog: columns of target = source",
        String.join(", ", outside.target().columns()),
        String.join(", ", outside.source().columns()));
    // The target may have more keys, by its rules.
    equal(
        table + " catalog: keys of the source that the target lacks",
        outside.source().keys().stream()
            .filter(key -> !outside.target().keys().contains(key))
            .collect(Collectors.joining(", ")),
        "");
  }

  private void log() {
    long rows = evidence.sourceRows().values().stream().mapToLong(Long::longValue).sum();
    equal("log records = source rows", evidence.audit().records(), rows);
    equal("offsets missing in the log", evidence.audit().gaps(), 0);
    equal("offsets given twice", evidence.audit().overlaps(), 0);
    equal("batches still without offsets", evidence.audit().pendingBatches(), 0);
  }

  private void builds() {
    long succeeded =
        evidence.builds().stream()
            .filter(build -> build.state() == BuildView.State.SUCCEEDED)
            .count();
    equal("builds that succeeded", succeeded, evidence.builds().size());
    for (Lane lane : Lane.values()) {
      long count =
          evidence.builds().stream()
              .filter(build -> build.planned().allocation().lane() == lane)
              .count();
      checks.add(Check.atLeast("builds in the " + lane.value() + " lane", count, 1));
    }
    evidence
        .keys()
        .forEach(
            key ->
                isTrue(
                    key.table() + " " + key.definition() + " is valid in the target", key.valid()));
  }

  private void services() {
    evidence
        .memory()
        .forEach(
            memory ->
                checks.add(
                    Check.atMost(
                        memory.service() + " resident bytes at the most",
                        memory.peakBytes(),
                        memory.capBytes())));
    if (evidence.kill() != null) {
      isTrue(evidence.kill().service() + " recovered from SIGKILL", evidence.kill().recovered());
    }
  }

  private void equal(String name, long value, long bound) {
    checks.add(Check.equal(name, value, bound));
  }

  private void equal(String name, String value, String bound) {
    checks.add(Check.equal(name, value, bound));
  }

  private void isTrue(String name, boolean value) {
    checks.add(Check.isTrue(name, value));
  }
}

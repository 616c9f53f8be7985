package dev.plimsoll.demo;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.ExtractView.Timing;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.testkit.TableReadings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// Views as the services would answer them.
public final class DemoFixtures {
  public static final QualifiedName ORDERS = new QualifiedName("tpch", "orders");
  public static final QualifiedName FEATURES =
      new QualifiedName("features", "client_id_card_fingerprint__time_since__365d");

  private DemoFixtures() {}

  public static TableView table(QualifiedName name, TableState state, long extracted, long loaded) {
    return new TableView(
        name,
        null,
        OpenEnum.of(state),
        "demo-source." + name + ".01234567",
        new TableCounters(extracted, extracted, loaded, 1_000_000, 3, 7, 1, 0),
        new Timing(null, null),
        state == TableState.FAILED
            ? Failure.of(ErrorCode.DISK_FULL, "no space left on\nthe volume")
            : null,
        TableReadings.of("keyset", 4),
        null);
  }

  public static BuildView build(QualifiedName table, BuildView.State state, String... columns) {
    boolean ended = state == BuildView.State.SUCCEEDED;
    IndexDefinition definition = new IndexDefinition(Kind.PRIMARY_KEY, List.of(columns));
    return new BuildView(
        UUID.nameUUIDFromBytes((table + definition.toString()).getBytes(StandardCharsets.UTF_8)),
        new UUID(0, 1),
        "demo-target",
        new PlannedBuild(
            table,
            definition,
            table.name() + "_pkey",
            new PlannedBuild.Sizing(1_000, 10_000_000, 2_000_000, null, 1_800_000),
            new PlannedBuild.Allocation(Lane.LARGE, 64 * 1024 * 1024, 1, false, 0, 1_500),
            PlannedBuild.Place.unnumbered(0),
            "fits in memory",
            List.of()),
        OpenEnum.of(state),
        new BuildView.Scheduling(0, false, List.of()),
        new BuildView.Progress(
            1, 0, "sorting", ended ? 1 : 0.42, ended ? -1 : 1_200, null, List.of()),
        new BuildView.Timing(null, null, null, ended ? 1_400 : -1, -1L, ended ? 1_900 : -1),
        new BuildView.Outcome(
            ended ? 2_100_000 : -1,
            -1,
            ended ? 1 : -1,
            state == BuildView.State.FAILED ? ErrorCode.DUPLICATE_KEYS : null,
            state == BuildView.State.FAILED ? "17 keys are there twice" : null,
            List.of()));
  }

  public static TableReceipt receipt(QualifiedName table, long rows, String digest) {
    return new TableReceipt(
        table,
        table,
        new Rows(rows, rows, rows, rows, 0, 0, null),
        new Digests(digest, digest, digest, "SELECT 1"),
        3,
        null,
        null,
        null);
  }
}

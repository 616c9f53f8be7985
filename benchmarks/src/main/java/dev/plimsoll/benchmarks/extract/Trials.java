package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.extract.Trial.Compared;
import dev.plimsoll.benchmarks.extract.Trial.LeftOut;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.TableReading;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/// Trials of every table by every strategy that can read it: rows are compared with the source's by
/// number and digest. They also warm the services up.
///
/// `proof: source` makes the service compare files with the source. It has no proof for window
/// strategies and MariaDB: those are loaded, and a receipt compares source, files and target.
final class Trials {
  static final String BY_PROOF = "each file compared with the source in its snapshot";
  static final String BY_RECEIPT = "loaded, and source, files and target compared by a receipt";

  private final SyncRun runs;
  private final PlannerApi planner;
  private final SyncApi sync;
  private final BenchDatabase database;
  private int targets;

  Trials(SyncRun runs, PlannerApi planner, SyncApi sync, BenchDatabase database) {
    this.runs = runs;
    this.planner = planner;
    this.sync = sync;
    this.database = database;
  }

  Trial run(RacedSource source, TableShape shape, RacedStrategy way)
      throws SQLException, InterruptedException {
    String group = source.group(shape);
    if (way.isBaseline() && shape.isNumbered()) {
      RacedSource.Ids ids = source.ids(shape);
      Optional<String> against = WindowRule.against(way, ids.first(), ids.last());
      if (against.isPresent()) {
        return new LeftOut(group, way, against.get());
      }
    }
    return source.dialect() == Dialect.POSTGRES && !way.isBaseline()
        ? proven(source, shape, way)
        : loaded(source, shape, way);
  }

  private Trial proven(RacedSource source, TableShape shape, RacedStrategy way)
      throws InterruptedException {
    ExtractView extract =
        runs.extract(way.request(source.registration().name(), shape, null, true));
    runs.forget(extract.id());
    return judged(source.group(shape), way, extract.tables().getFirst())
        .orElseGet(() -> new Compared(source.group(shape), way, true, BY_PROOF));
  }

  private Trial loaded(RacedSource source, TableShape shape, RacedStrategy way)
      throws SQLException, InterruptedException {
    targets++;
    DatabaseAddress target = database.databases().createTarget("proof" + targets);
    Registrations.register(planner, sync, target.database(), target);
    try {
      ExtractView extract =
          runs.extract(way.request(source.registration().name(), shape, target.database(), false));
      Optional<Trial> judged = judged(source.group(shape), way, extract.tables().getFirst());
      Trial trial =
          judged.isPresent()
              ? judged.get()
              : compared(source.group(shape), way, runs.receipt(extract.id()));
      runs.forget(extract.id());
      return trial;
    } finally {
      database.executeAsSuperuser(
          "DROP DATABASE " + Identifiers.quote(target.database()) + " WITH (FORCE)");
    }
  }

  /// Outcome without comparing rows; empty where they must be compared.
  static Optional<Trial> judged(String group, RacedStrategy way, TableView table) {
    Failure failure = table.failure();
    if (failure != null) {
      return Optional.of(
          failure.code() == ErrorCode.INVALID_REQUEST
              ? new LeftOut(group, way, failure.message())
              : new Compared(group, way, false, Words.error(failure)));
    }
    Integer workers = way.workers();
    TableReading reading = Objects.requireNonNull(table.reading(), "it has not failed");
    int readTasks = reading.readTasks();
    return workers != null && readTasks < workers
        ? Optional.of(
            new LeftOut(
                group,
                way,
                "the service gives it %d worker%s by %s"
                    .formatted(readTasks, readTasks == 1 ? "" : "s", reading.strategy())))
        : Optional.empty();
  }

  static Trial compared(String group, RacedStrategy way, Receipt receipt) {
    if (receipt.state() != Receipt.State.DONE || receipt.tables().isEmpty()) {
      return new Compared(group, way, false, "the receipt is " + receipt.state());
    }
    TableReceipt table = receipt.tables().getFirst();
    return table.equal()
        ? new Compared(group, way, true, BY_RECEIPT)
        : new Compared(
            group,
            way,
            false,
            "%d rows of digest %s at the source, %d of %s in files, %d of %s at the target"
                .formatted(
                    table.rows().source(),
                    table.digests().source(),
                    table.rows().file(),
                    table.digests().file(),
                    table.rows().target(),
                    table.digests().target()));
  }
}

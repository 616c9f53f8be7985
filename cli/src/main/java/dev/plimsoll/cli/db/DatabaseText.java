package dev.plimsoll.cli.db;

import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.CalibrationView.KeyCost;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.LoadLineView.Limit;
import dev.plimsoll.contracts.plan.ServerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

final class DatabaseText {

  private DatabaseText() {}

  static List<String> table(List<DatabaseRegistration> databases, int width) {
    return new RowTable<DatabaseRegistration>()
        .left("NAME", DatabaseRegistration::name)
        .left("KIND", database -> database.kind().title())
        .left("AS", DatabaseText::uses)
        .left("ADDRESS", database -> ResolvedAddress.text(database.address()))
        .rightIfRoom("CORES", database -> ofCapacity(database, Capacity::cores))
        .rightIfRoom(
            "MEMORY", database -> ofCapacity(database, it -> Amounts.bytes(it.memoryBytes())))
        .rightIfRoom("WORKERS", database -> ofCapacity(database, Capacity::parallelWorkers))
        .rightIfRoom("RULES", database -> ofBuilds(database, builds -> builds.rules().size()))
        .leftIfRoom("STRATEGY", database -> ofBuilds(database, DatabaseText::strategy))
        .leftIfRoom("WINDOW", database -> ofBuilds(database, DatabaseText::window))
        .leftIfRoom("STANDBYS", DatabaseText::standbys)
        .lines(databases, width);
  }

  private static Object ofCapacity(
      DatabaseRegistration database, Function<Capacity, Object> figure) {
    Capacity capacity = database.builds().capacity();
    return capacity == null ? "" : figure.apply(capacity);
  }

  private static Object ofBuilds(
      DatabaseRegistration database, Function<BuildSettings, Object> figure) {
    return database.isForBuilds() ? figure.apply(database.builds()) : "";
  }

  static List<String> lines(DatabaseRegistration database) {
    DatabaseAddress address = database.address();
    List<String> lines = new ArrayList<>();
    lines.add("database       " + database.name());
    lines.add("kind           " + database.kind().title());
    lines.add("serves as      " + uses(database));
    lines.add("address        " + Printable.line(ResolvedAddress.text(address)));
    lines.add("sslmode        " + address.sslMode().value());
    lines.add(
        "password       "
            + (address.credential().holdsPassword()
                ? "sealed with the installation's key"
                : Printable.line(address.credential().value())));
    if (!database.standbys().isEmpty()) {
      lines.add("standbys       " + Printable.line(standbys(database)));
    }
    if (!database.isForBuilds()) {
      return lines;
    }
    BuildSettings builds = database.builds();
    lines.add("strategy       " + Printable.line(strategy(builds)));
    lines.add("window         " + window(builds));
    lines.add("after a load   " + (builds.onLoad() ? "plans and builds" : "nothing"));
    Capacity capacity = builds.capacity();
    ServerView server = database.server();
    if (capacity != null) {
      lines.addAll(loadLine(capacity, server != null && server.workers().detected()));
      if (server != null && !server.sharedWith().isEmpty()) {
        lines.add(
            "  shared with  " + String.join(", ", server.sharedWith()) + ", on the same server");
      }
    }
    if (server != null) {
      lines.addAll(server(server));
    }
    lines.add("");
    lines.add(builds.rules().isEmpty() ? "No rules." : "Rules");
    builds.rules().stream()
        .map(rule -> "  " + Printable.line(rule.tables() + ": " + rule.definition()))
        .forEach(lines::add);
    return lines;
  }

  private static String standbys(DatabaseRegistration database) {
    return database.standbys().stream()
        .map(StandbyAddress::toString)
        .collect(Collectors.joining(", "));
  }

  /// Values read at registration.
  private static List<String> server(ServerView server) {
    ServerView.WorkerSettings workers = server.workers();
    ServerView.MemorySettings memory = server.memory();
    return List.of(
        "",
        "Detected when it was registered, " + server.seenAt(),
        "  version                           PostgreSQL " + Printable.line(server.version()),
        "  max_parallel_workers              " + workers.maxParallelWorkers(),
        "  max_worker_processes              " + workers.maxWorkerProcesses(),
        "  max_parallel_maintenance_workers  " + workers.maxParallelMaintenanceWorkers(),
        "  shared_buffers                    " + Amounts.bytes(memory.sharedBuffersBytes()),
        "  effective_cache_size              " + Amounts.bytes(memory.effectiveCacheSizeBytes()),
        "  maintenance_work_mem              " + Amounts.bytes(memory.maintenanceWorkMemBytes()),
        "  free disk of its data             "
            + (server.dataDiskFreeBytes() < 0
                ? "cannot be read from here"
                : Amounts.bytes(server.dataDiskFreeBytes())),
        "Taken on trust, since nothing tells them over SQL: cores, memory, temp disk, disk"
            + (workers.detected() ? "" : ", and workers as they were given"));
  }

  private static List<String> loadLine(Capacity capacity, boolean workersDetected) {
    CapacityLimits limits = capacity.limits();
    return List.of(
        "",
        "Load line",
        "  cores        " + capacity.cores(),
        "  memory       " + Amounts.bytes(capacity.memoryBytes()),
        "  workers      " + capacity.parallelWorkers() + (workersDetected ? ", detected" : ""),
        "  temp disk    " + Amounts.bytes(capacity.temporaryBytes()),
        "  disk         " + Amounts.bytes(capacity.diskBytes()),
        "  WAL rate     " + rate(limits.walBytesPerSecond()),
        "  disk rate    " + rate(limits.diskBytesPerSecond()),
        "  replica lag  " + replicas(limits.replicaLag()),
        "  builds       "
            + (limits.concurrentBuilds() == 0
                ? "as many as fit"
                : "at most " + limits.concurrentBuilds()));
  }

  private static String replicas(ReplicaLag lag) {
    List<String> limits = new ArrayList<>();
    if (lag.bytes() > 0) {
      limits.add(Amounts.bytes(lag.bytes()));
    }
    if (lag.seconds() > 0) {
      limits.add(lag.seconds() + " s");
    }
    String watched = limits.isEmpty() ? "not watched" : String.join(" and ", limits);
    return lag.ignored().isEmpty()
        ? watched
        : watched + ", but for " + Printable.line(String.join(", ", lag.ignored()));
  }

  private static String rate(long bytesPerSecond) {
    return bytesPerSecond == 0 ? "no limit" : Amounts.bytes(bytesPerSecond) + "/s";
  }

  private static String strategy(BuildSettings builds) {
    String strategy = builds.strategy();
    return strategy == null ? "moldable" : strategy;
  }

  private static String window(BuildSettings builds) {
    return builds.window() == null ? "at any time" : WindowText.write(builds.window());
  }

  static String uses(DatabaseRegistration database) {
    return database.uses().stream().map(Words::state).collect(Collectors.joining(","));
  }

  static List<String> loadLine(LoadLineView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "load line of %s at %s%s"
            .formatted(
                view.database(), Amounts.moment(view.at()), view.paused() ? ", PAUSED" : ""));
    lines.add("");
    lines.addAll(
        new RowTable<Limit>()
            .left("LIMIT", Limit::name)
            .right("OF", limit -> isLimited(limit) ? amount(limit, limit.limit()) : "no limit")
            .right("USED", limit -> amount(limit, limit.used()))
            .right(
                "",
                limit ->
                    isLimited(limit)
                        ? Amounts.percent(limit.used() / (double) limit.limit()) + " %"
                        : "")
            .right("PEAK TO COME", limit -> amount(limit, limit.peakToCome()))
            .lines(view.limits(), Integer.MAX_VALUE));
    lines.add("");
    for (Admission admission : view.admission()) {
      lines.add(
          "%-7s  %s: %s"
              .formatted(
                  Words.state(admission.rawVerdict()),
                  Printable.line(admission.name()),
                  Printable.line(admission.detail())));
    }
    return lines;
  }

  private static boolean isLimited(Limit limit) {
    return limit.limit() != 0;
  }

  private static String amount(Limit limit, long value) {
    return switch (limit.unit()) {
      case "bytes" -> Amounts.bytes(value);
      case "bytes per second" -> Amounts.bytes(value) + "/s";
      case "millicores" -> String.format(Locale.ROOT, "%.1f", value / 1_000.0);
      default -> Amounts.count(value);
    };
  }

  static List<String> calibration(CalibrationView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        view.errorPercent() < 0
            ? view.database() + ": no build has ended yet, so no prediction was put to the test"
            : String.format(
                Locale.ROOT,
                "%s: the last builds took %.1f %% more or less than predicted (median)",
                view.database(),
                view.errorPercent()));
    lines.add(
        String.format(
            Locale.ROOT, "a build costs %.1f ms beside what its rows cost", view.fixedMillis()));
    if (view.costs().isEmpty()) {
      return lines;
    }
    lines.add("");
    lines.addAll(
        new RowTable<KeyCost>()
            .left("KEYS", KeyCost::keys)
            .right("SORT us/row", cost -> micros(cost.sortMicros()))
            .right("LOAD us/row", cost -> micros(cost.serialMicros()))
            .right("VALIDATION us/row", cost -> micros(cost.validationMicros()))
            .right(
                "LEARNED FROM",
                cost ->
                    cost.observations() == 0 ? "assumed" : Integer.toString(cost.observations()))
            .lines(view.costs(), Integer.MAX_VALUE));
    return lines;
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%.3f", micros);
  }
}

package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.discovery.Discovery;
import dev.plimsoll.planning.discovery.Finding;
import dev.plimsoll.planning.discovery.IndexNames;
import dev.plimsoll.planning.discovery.Warnings;
import dev.plimsoll.planning.schedule.Schedule;
import dev.plimsoll.planning.schedule.Schedule.Placement;
import dev.plimsoll.planning.schedule.Scheduler;
import dev.plimsoll.planning.schedule.Scheduler.Job;
import dev.plimsoll.planning.sizing.BuildSize;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.KeyShape;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a plan. The same facts and request give the same plan.
public final class IndexPlanner {
  private IndexPlanner() {}

  private record Sized(Finding.Missing missing, TableFacts table, BuildSize size) {}

  public static Proposal plan(DatabaseFacts facts, PlanRequest request) {
    Discovery.Result found =
        new Discovery(facts, request.underWay()).discover(request.rules(), request.impliedKeys());
    List<String> warnings = new ArrayList<>();
    List<Sized> sized = size(facts, request, found, warnings);
    Scheduler scheduler = new Scheduler(request.capacity(), request.thresholds());
    Schedule schedule =
        scheduler.schedule(
            sized.stream().map(build -> new Job(build.table().name(), build.size())).toList());
    List<Proposal.Build> builds = builds(facts, request, sized, schedule, warnings);
    for (int i = 0; i < sized.size(); i++) {
      Sized build = sized.get(i);
      String advice =
          CollationAdvice.of(
              build.missing(),
              build.size().key(),
              schedule.placements().get(i).option(),
              request.costs());
      if (advice != null) {
        warnings.add(advice);
      }
    }
    warnings.addAll(Warnings.invalidIndexes(facts));
    return new Proposal(
        builds,
        schedule.makespan(),
        schedule.lowerBound(),
        schedule.boundBy(),
        satisfied(found),
        warnings);
  }

  /// Columns of the keys that this request will have to size, by table: whoever reads the facts
  /// sees to their statistics.
  public static Map<QualifiedName, Set<String>> keyColumns(
      DatabaseFacts facts, PlanRequest request) {
    Map<QualifiedName, Set<String>> columns = new HashMap<>();
    new Discovery(facts, request.underWay())
        .discover(request.rules(), request.impliedKeys())
        .missing()
        .forEach(
            missing ->
                columns
                    .computeIfAbsent(missing.table(), _ -> new HashSet<>())
                    .addAll(missing.definition().columns()));
    return columns;
  }

  private static List<Sized> size(
      DatabaseFacts facts, PlanRequest request, Discovery.Result found, List<String> warnings) {
    found.unmatched().forEach(pattern -> warnings.add("no table matches the rule " + pattern));
    BuildSizer sizer =
        new BuildSizer(
            request.capacity(),
            facts.server().maxParallelWorkers(),
            facts.server().minParallelTableScanBytes(),
            request.costs());
    List<Sized> sized = new ArrayList<>();
    for (Finding finding : found.findings()) {
      switch (finding) {
        case Finding.Refused refused ->
            warnings.add(refused.reason() + ": no " + refused.definition());
        case Finding.Satisfied _ -> {}
        case Finding.Missing missing -> {
          TableFacts table = table(facts, missing.table());
          KeyShape key = KeyShape.of(table.rows(), key(facts, missing));
          BuildSize size = sizer.size(key, missing.definition().kind(), table.heapBytes());
          warnings.addAll(Warnings.ofDefinition(facts, table, missing.definition()));
          String obstacle = obstacle(request.capacity(), size);
          if (obstacle == null) {
            sized.add(new Sized(missing, table, size));
          } else {
            warnings.add(missing.table() + ": " + missing.definition() + " left out, " + obstacle);
          }
        }
      }
    }
    return sized;
  }

  /// Rows that nobody knows count as none; whoever reads the facts samples such tables first.
  private static TableFacts table(DatabaseFacts facts, QualifiedName name) {
    TableFacts table = facts.tables().get(name);
    if (table == null) {
      throw new IllegalArgumentException("no facts about " + name);
    }
    return table.rowsKnown() ? table : table.withRows(0);
  }

  private static List<ColumnFacts> key(DatabaseFacts facts, Finding.Missing missing) {
    List<ColumnFacts> key = new ArrayList<>();
    for (String name : missing.definition().columns()) {
      ColumnFacts column = facts.column(missing.table(), name);
      if (column != null) {
        key.add(column);
      }
    }
    return key;
  }

  private static @Nullable String obstacle(Capacity capacity, BuildSize size) {
    if (size.indexBytes() > capacity.diskBytes()) {
      return "its index of "
          + Sizes.bytes(size.indexBytes())
          + " is beyond the disk limit of "
          + Sizes.bytes(capacity.diskBytes());
    }
    long temporary = size.options().getFirst().temporaryBytes();
    return temporary > capacity.temporaryBytes()
        ? "its sort of "
            + Sizes.bytes(temporary)
            + " is beyond the limit of temporary files of "
            + Sizes.bytes(capacity.temporaryBytes())
        : null;
  }

  private static List<Proposal.Build> builds(
      DatabaseFacts facts,
      PlanRequest request,
      List<Sized> sized,
      Schedule schedule,
      List<String> warnings) {
    IndexNames names = new IndexNames(union(facts.relationNames(), request.reservedNames()));
    List<Proposal.Build> builds = new ArrayList<>();
    for (int i = 0; i < sized.size(); i++) {
      Sized build = sized.get(i);
      Placement placement = schedule.placements().get(i);
      Duration start = placement.start();
      if (start == null) {
        warnings.add(
            build.table().name()
                + ": "
                + build.missing().definition()
                + " left out, all indexes together are beyond the disk limit of "
                + Sizes.bytes(request.capacity().diskBytes()));
      } else {
        builds.add(
            new Proposal.Build(
                planned(build, placement, start, names), placement.option().milliCores()));
      }
    }
    builds.sort(
        Comparator.comparing(
            Proposal.Build::planned,
            Comparator.comparingLong(PlannedBuild::startMillis)
                .thenComparing(Comparator.comparingLong(PlannedBuild::predictedMillis).reversed())
                .thenComparing(PlannedBuild::table)));
    return builds;
  }

  private static PlannedBuild planned(
      Sized build, Placement placement, Duration start, IndexNames names) {
    IndexDefinition definition = build.missing().definition();
    return new PlannedBuild(
        build.table().name(),
        definition,
        names.choose(build.table().name(), definition),
        placement.lane(),
        build.table().rows(),
        build.table().heapBytes(),
        build.size().indexBytes(),
        placement.option().temporaryBytes(),
        build.size().walBytes(),
        placement.option().memoryBytes(),
        placement.option().workers(),
        placement.option().elapsed().toMillis(),
        start.toMillis(),
        Reasoning.of(build.missing(), build.size(), placement.option()));
  }

  private static Map<String, Set<String>> union(
      Map<String, Set<String>> first, Map<String, Set<String>> second) {
    Map<String, Set<String>> union = new HashMap<>();
    first.forEach((schema, names) -> union.put(schema, new HashSet<>(names)));
    second.forEach(
        (schema, names) -> union.computeIfAbsent(schema, _ -> new HashSet<>()).addAll(names));
    return union;
  }

  private static List<String> satisfied(Discovery.Result found) {
    return found.findings().stream()
        .filter(Finding.Satisfied.class::isInstance)
        .map(Finding.Satisfied.class::cast)
        .map(has -> has.table() + ": " + has.definition() + " is there: " + has.by())
        .toList();
  }
}

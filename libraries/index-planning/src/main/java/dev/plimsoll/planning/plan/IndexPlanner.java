package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.SizeRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planning.discovery.Discovery;
import dev.plimsoll.planning.discovery.Finding;
import dev.plimsoll.planning.discovery.IndexNames;
import dev.plimsoll.planning.discovery.Warnings;
import dev.plimsoll.planning.plan.Proposal.Refused;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.Simulator;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSize;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.IndexEstimate;
import dev.plimsoll.planning.sizing.IndexEstimator;
import dev.plimsoll.planning.sizing.TableWorkerLimit;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSample;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a plan. The same facts and request give the same plan.
public final class IndexPlanner {
  private IndexPlanner() {}

  private record Key(QualifiedName table, IndexDefinition definition) {}

  private record Sized(
      Finding.Missing missing, TableFacts table, BuildSize size, Job job, SizeRange range) {}

  public static Proposal plan(DatabaseFacts facts, PlanningRequest request) {
    Discovery.Result found = discover(facts, request);
    List<String> warnings = new ArrayList<>();
    Machine machine = request.machine(facts.server());
    List<Refused> refused = new ArrayList<>();
    List<Sized> sized = size(facts, machine.sizer(request.costs()), found, warnings, refused);
    BuildSchedule schedule =
        Simulator.predict(
            request.strategy(), sized.stream().map(Sized::job).toList(), machine, request.costs());
    List<Proposal.Build> builds = builds(facts, request, sized, schedule, warnings, refused);
    warnings.addAll(Warnings.invalidIndexes(facts));
    warnings.addAll(Warnings.foreignKeys(facts, planned(request, builds)));
    return new Proposal(
        schedule.strategy(),
        machine,
        builds,
        schedule.makespan(),
        schedule.lowerBound().atLeast(),
        schedule.lowerBound().words(),
        satisfied(found),
        warnings,
        refused);
  }

  private static Discovery.Result discover(DatabaseFacts facts, PlanningRequest request) {
    return new Discovery(facts, request.underWay(), request.because())
        .discover(request.rules(), request.impliedKeys());
  }

  private static Map<QualifiedName, List<IndexDefinition>> planned(
      PlanningRequest request, List<Proposal.Build> builds) {
    Map<QualifiedName, List<IndexDefinition>> planned = new HashMap<>();
    request.underWay().forEach((table, some) -> planned.put(table, new ArrayList<>(some)));
    for (Proposal.Build build : builds) {
      planned
          .computeIfAbsent(build.planned().table(), _ -> new ArrayList<>())
          .add(build.planned().definition());
    }
    return planned;
  }

  /// What this request asks for, there or not, by table: whoever reads the facts may ask PostgreSQL
  /// what it means.
  public static Map<QualifiedName, Set<IndexDefinition>> definitions(
      DatabaseFacts facts, PlanningRequest request) {
    Map<QualifiedName, Set<IndexDefinition>> definitions = new HashMap<>();
    discover(facts, request).findings().stream()
        .filter(finding -> !(finding instanceof Finding.Refused))
        .forEach(
            finding ->
                definitions
                    .computeIfAbsent(finding.table(), _ -> new LinkedHashSet<>())
                    .add(finding.definition()));
    return definitions;
  }

  /// Columns of the keys that this request will have to size, by table: whoever reads the facts
  /// sees to their statistics.
  public static Map<QualifiedName, Set<String>> keyColumns(
      DatabaseFacts facts, PlanningRequest request) {
    Map<QualifiedName, Set<String>> columns = new HashMap<>();
    discover(facts, request)
        .missing()
        .forEach(
            missing -> {
              Set<String> names = columns.computeIfAbsent(missing.table(), _ -> new HashSet<>());
              names.addAll(missing.definition().namedColumns());
              names.addAll(missing.definition().included());
            });
    return columns;
  }

  /// Definitions that this request will have to size, by table: whoever reads the facts may measure
  /// them in a sample.
  public static Map<QualifiedName, Set<IndexDefinition>> toSize(
      DatabaseFacts facts, PlanningRequest request) {
    Map<QualifiedName, Set<IndexDefinition>> definitions = new HashMap<>();
    discover(facts, request).missing().stream()
        .filter(missing -> missing.keyToBe().isEmpty())
        .forEach(
            missing ->
                definitions
                    .computeIfAbsent(missing.table(), _ -> new LinkedHashSet<>())
                    .add(missing.definition()));
    return definitions;
  }

  /// Keys on plain columns that this request wants unique, by table: whoever reads the facts may
  /// have a look whether they are.
  public static Map<QualifiedName, Set<List<String>>> uniqueKeys(
      DatabaseFacts facts, PlanningRequest request) {
    Map<QualifiedName, Set<List<String>>> keys = new HashMap<>();
    discover(facts, request).missing().stream()
        .filter(missing -> missing.definition().isUnique() && missing.definition().isPlain())
        .forEach(
            missing ->
                keys.computeIfAbsent(missing.table(), _ -> new HashSet<>())
                    .add(missing.definition().columns()));
    return keys;
  }

  private static List<Sized> size(
      DatabaseFacts facts,
      BuildSizer sizer,
      Discovery.Result found,
      List<String> warnings,
      List<Refused> refused) {
    Map<Key, String> ids = new HashMap<>();
    Map<Key, Finding.Missing> wanted = new HashMap<>();
    Map<Key, Finding.Missing> wholes = new HashMap<>();
    for (Finding.Missing missing : found.missing()) {
      Key key = new Key(missing.table(), missing.definition());
      ids.put(key, Integer.toString(ids.size()));
      wanted.put(key, missing);
      for (QualifiedName partition : missing.partitions()) {
        wholes.put(new Key(partition, missing.definition()), missing);
      }
    }
    found.unmatched().forEach(pattern -> warnings.add("no table matches the rule " + pattern));
    List<Sized> sized = new ArrayList<>();
    for (Finding finding : found.findings()) {
      switch (finding) {
        case Finding.Refused no -> {
          String warning = no.reason() + ": no " + no.definition();
          warnings.add(warning);
          refused.add(new Refused(no.table(), no.definition(), no.code(), no.reason(), warning));
        }
        case Finding.Satisfied _ -> {}
        case Finding.Missing missing -> {
          TableFacts table = table(facts, missing.table(), missing.definition());
          TableFacts indexed = missing.keyToBe().isEmpty() ? table : table.withRows(0);
          IndexEstimate estimate = IndexEstimator.of(facts, indexed, missing.definition());
          BuildSize size = sizer.size(estimate.work());
          estimate.assumptions().stream()
              .map(assumed -> missing.table() + ": " + missing.definition() + ", " + assumed)
              .forEach(warnings::add);
          warnings.addAll(Warnings.unseen(facts, table, missing.definition()));
          warnings.addAll(Warnings.ofDefinition(facts, table, missing.definition()));
          Key key = new Key(missing.table(), missing.definition());
          // A partitioned table's own index is put together within a moment.
          boolean parent = table.kind() == TableFacts.Kind.PARTITIONED_TABLE;
          Job job =
              new Job(
                  ids.getOrDefault(key, ""),
                  table.name(),
                  estimate.work(),
                  missing.definition().isUnsafePeer() && !parent,
                  blockedBy(missing, wholes.get(key), wanted, ids));
          sized.add(new Sized(missing, table, size, job, estimate.range()));
        }
      }
    }
    return sized;
  }

  /// A partition's build comes after that of the whole, whose index it is attached to. Around a
  /// foreign partition it is the other way round, and the whole waits for all below it: the build
  /// of a partition that is partitioned itself ends with its index INVALID until those of its own
  /// partitions are attached, and the whole's would build in its own session what they lack.
  private static Set<String> blockedBy(
      Finding.Missing missing,
      Finding.@Nullable Missing whole,
      Map<Key, Finding.Missing> wanted,
      Map<Key, String> ids) {
    Stream<QualifiedName> before =
        Stream.concat(
            whole == null || whole.aroundForeign() ? Stream.of() : Stream.of(whole.table()),
            missing.aroundForeign() ? below(missing, wanted) : Stream.of());
    return before
        .map(table -> ids.get(new Key(table, missing.definition())))
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Tables of which a partitioned table's index will consist, at every level.
  private static Stream<QualifiedName> below(
      Finding.Missing whole, Map<Key, Finding.Missing> wanted) {
    return whole.partitions().stream()
        .map(partition -> wanted.get(new Key(partition, whole.definition())))
        .filter(Objects::nonNull)
        .flatMap(part -> Stream.concat(Stream.of(part.table()), below(part, wanted)));
  }

  /// Rows that nobody knows count as none; whoever reads the facts samples such tables first.
  private static TableFacts table(
      DatabaseFacts facts, QualifiedName name, IndexDefinition definition) {
    TableFacts table = facts.tables().get(name);
    if (table == null) {
      throw new IllegalArgumentException("no facts about " + name);
    }
    boolean empty = !table.rowsKnown() || table.kind() == TableFacts.Kind.PARTITIONED_TABLE;
    IndexSample sample = facts.sampleOf(name, definition);
    return sample != null
        ? table.withRows(IndexEstimator.rows(table, sample))
        : empty ? table.withRows(0) : table;
  }

  private static List<Proposal.Build> builds(
      DatabaseFacts facts,
      PlanningRequest request,
      List<Sized> sized,
      BuildSchedule schedule,
      List<String> warnings,
      List<Refused> refused) {
    IndexNames names = new IndexNames(union(facts.relationNames(), request.reservedNames()));
    List<Proposal.Build> builds = new ArrayList<>();
    List<String> advice = new ArrayList<>();
    for (Sized build : sized) {
      Placement placement = schedule.of(build.job().id());
      if (placement == null) {
        String reason = String.valueOf(schedule.refused().get(build.job().id()));
        IndexDefinition definition = build.missing().definition();
        String warning = build.table().name() + ": " + definition + " left out, " + reason;
        warnings.add(warning);
        refused.add(
            new Refused(
                build.table().name(), definition, ErrorCode.LOAD_LINE_EXCEEDED, reason, warning));
      } else {
        builds.add(
            new Proposal.Build(
                planned(build, placement, request, facts, names),
                placement.option().milliCores(),
                build.job()));
        String collation =
            CollationAdvice.of(
                build.missing(), build.size().key(), placement.option(), request.costs());
        if (collation != null) {
          advice.add(collation);
        }
      }
    }
    warnings.addAll(advice);
    builds.sort(
        Comparator.comparing(
            Proposal.Build::planned,
            Comparator.comparingLong(PlannedBuild::startMillis)
                .thenComparing(Comparator.comparingLong(PlannedBuild::predictedMillis).reversed())
                .thenComparing(PlannedBuild::table)));
    return builds;
  }

  private static PlannedBuild planned(
      Sized build,
      Placement placement,
      PlanningRequest request,
      DatabaseFacts facts,
      IndexNames names) {
    IndexDefinition definition = build.missing().definition();
    BuildOption option = placement.option();
    Machine machine = request.machine(facts.server());
    return new PlannedBuild(
        build.table().name(),
        definition,
        names.choose(build.table().name(), definition),
        placement.lane(),
        build.table().rows(),
        build.table().heapBytes(),
        build.size().indexBytes(),
        option.temporaryBytes(),
        build.size().walBytes(),
        option.memoryBytes(),
        option.workers(),
        placement.elapsed().toMillis(),
        placement.start().toMillis(),
        Reasoning.of(
            build.missing(),
            build.size(),
            placement,
            request.strategy(),
            TableWorkerLimit.of(build.job().work(), machine.minParallelTableScanBytes())),
        0,
        List.of(),
        false,
        machine.setsTableWorkers(build.job().work(), option.workers()),
        List.of(),
        build.range());
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

package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planning.discovery.Discovery;
import dev.plimsoll.planning.discovery.Finding;
import dev.plimsoll.planning.discovery.IndexNames;
import dev.plimsoll.planning.discovery.TableIndex;
import dev.plimsoll.planning.discovery.Warnings;
import dev.plimsoll.planning.plan.Proposal.Refused;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.Simulator;
import dev.plimsoll.planning.sizing.BtreeSize;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.IndexEstimator;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.planning.sizing.VectorLists;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSample;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A planner of index builds. The same facts and request give the same plan.
public final class IndexPlanner {
  private final DatabaseFacts facts;
  private final PlanningRequest request;
  private final Machine machine;
  private final List<String> warnings = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();

  private record Sized(
      Finding.Missing missing, TableFacts table, IndexEstimate estimate, Job job) {}

  private IndexPlanner(DatabaseFacts facts, PlanningRequest request) {
    this.facts = facts;
    this.request = request;
    this.machine = request.machine(facts.server());
  }

  public static Proposal plan(DatabaseFacts facts, PlanningRequest request) {
    return new IndexPlanner(facts, request).plan();
  }

  private Proposal plan() {
    Discovery.Result found = discover(facts, request);
    found.unmatched().forEach(pattern -> warnings.add("no table matches the rule " + pattern));
    List<Sized> sized = size(found);
    BuildSchedule schedule =
        Simulator.predict(
            request.strategy(), sized.stream().map(Sized::job).toList(), machine, request.costs());
    List<Proposal.Build> builds = builds(sized, schedule);
    warnings.addAll(Warnings.invalidIndexes(facts));
    warnings.addAll(Warnings.foreignKeys(facts, planned(builds)));
    return new Proposal(
        schedule.strategy(),
        machine,
        Numbering.of(builds, facts),
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

  private Map<QualifiedName, List<IndexDefinition>> planned(List<Proposal.Build> builds) {
    Map<QualifiedName, List<IndexDefinition>> planned = new HashMap<>();
    request.underWay().forEach((table, some) -> planned.put(table, new ArrayList<>(some)));
    for (Proposal.Build build : builds) {
      planned
          .computeIfAbsent(build.planned().table(), _ -> new ArrayList<>())
          .add(build.planned().definition());
    }
    return planned;
  }

  /// Definitions of this request by table, there or not, whose meaning PostgreSQL can tell.
  public static Map<QualifiedName, Set<IndexDefinition>> definitions(
      DatabaseFacts facts, PlanningRequest request) {
    return byTable(
        discover(facts, request).findings().stream()
            .filter(finding -> !(finding instanceof Finding.Refused)),
        finding -> Stream.of(finding.definition()));
  }

  /// Columns whose statistics the sizing needs, by table.
  public static Map<QualifiedName, Set<String>> keyColumns(
      DatabaseFacts facts, PlanningRequest request) {
    return byTable(
        discover(facts, request).missing().stream(),
        missing -> missing.definition().allColumns().stream());
  }

  /// Definitions to size, by table, for measuring in a sample.
  public static Map<QualifiedName, Set<IndexDefinition>> toSize(
      DatabaseFacts facts, PlanningRequest request) {
    return byTable(
        discover(facts, request).missing().stream().filter(missing -> missing.keyToBe().isEmpty()),
        missing -> Stream.of(missing.definition()));
  }

  /// Unique keys on plain columns, by table, for a probe of the rows.
  public static Map<QualifiedName, Set<List<String>>> uniqueKeys(
      DatabaseFacts facts, PlanningRequest request) {
    return byTable(
        discover(facts, request).missing().stream()
            .filter(missing -> missing.definition().isUnique() && missing.definition().isPlain()),
        missing -> Stream.of(missing.definition().columns()));
  }

  private static <F extends Finding, T> Map<QualifiedName, Set<T>> byTable(
      Stream<F> findings, Function<F, Stream<T>> parts) {
    return findings.collect(
        Collectors.groupingBy(
            Finding::table,
            Collectors.flatMapping(parts, Collectors.<T, Set<T>>toCollection(LinkedHashSet::new))));
  }

  private List<Sized> size(Discovery.Result found) {
    Map<TableIndex, String> ids = new HashMap<>();
    Map<TableIndex, Finding.Missing> wanted = new HashMap<>();
    Map<TableIndex, Finding.Missing> wholes = new HashMap<>();
    for (Finding.Missing missing : found.missing()) {
      TableIndex index = missing.index();
      ids.put(index, Integer.toString(ids.size()));
      wanted.put(index, missing);
      missing.partitions().forEach(partition -> wholes.put(index.on(partition), missing));
    }
    List<Sized> sized = new ArrayList<>();
    for (Finding finding : found.findings()) {
      switch (finding) {
        case Finding.Refused no ->
            refuse(no.index(), no.code(), no.reason(), no.reason() + ": no " + no.definition());
        case Finding.Satisfied _ -> {}
        case Finding.Missing missing -> {
          TableFacts table = table(missing.index());
          TableFacts indexed = missing.keyToBe().isEmpty() ? table : table.withRows(0);
          IndexEstimate estimate = IndexEstimator.of(facts, indexed, missing.definition());
          @Nullable String tooMuch = beyondMemory(estimate.work());
          if (tooMuch != null) {
            String warning =
                missing.table() + ": " + missing.definition() + " left out, " + tooMuch;
            refuse(missing.index(), ErrorCode.LOAD_LINE_EXCEEDED, tooMuch, warning);
            continue;
          }
          estimate.assumptions().stream()
              .map(assumed -> missing.table() + ": " + missing.definition() + ", " + assumed)
              .forEach(warnings::add);
          Optional.ofNullable(estimate.work().lists())
              .flatMap(VectorLists::advice)
              .map(advice -> missing.table() + ": " + missing.definition() + ", " + advice)
              .ifPresent(warnings::add);
          warnings.addAll(Warnings.unseen(facts, table, missing.definition()));
          warnings.addAll(Warnings.ofDefinition(facts, table, missing.definition()));
          // A partitioned table's own index takes a moment.
          boolean parent = table.kind() == TableFacts.Kind.PARTITIONED_TABLE;
          Job job =
              new Job(
                  ids.getOrDefault(missing.index(), ""),
                  table.name(),
                  estimate.work(),
                  missing.definition().isUnsafePeer() && !parent,
                  blockedBy(missing, wholes.get(missing.index()), wanted, ids));
          sized.add(new Sized(missing, table, estimate, job));
        }
      }
    }
    return sized;
  }

  /// Why the server would refuse it within this load line; null where it would not.
  private @Nullable String beyondMemory(BuildWork work) {
    @Nullable VectorLists lists = work.lists();
    long line = machine.capacity().memoryBytes();
    return lists == null || lists.memoryBytes() <= line
        ? null
        : "k-means of its %d lists needs %s of memory, and the load line has %s: fewer lists need less"
            .formatted(lists.lists(), SizeText.bytes(lists.memoryBytes()), SizeText.bytes(line));
  }

  private void refuse(TableIndex index, ErrorCode code, String reason, String warning) {
    warnings.add(warning);
    refused.add(new Refused(index.table(), index.definition(), code, reason, warning));
  }

  /// A partition's build comes after that of the whole, whose index it is attached to. Around a
  /// foreign partition the whole waits for all below it: it would build in its own session what
  /// they lack, and a nested partition's index is INVALID until its own parts are attached.
  private static Set<String> blockedBy(
      Finding.Missing missing,
      Finding.@Nullable Missing whole,
      Map<TableIndex, Finding.Missing> wanted,
      Map<TableIndex, String> ids) {
    Stream<QualifiedName> before =
        Stream.concat(
            whole == null || whole.aroundForeign() ? Stream.of() : Stream.of(whole.table()),
            missing.aroundForeign() ? below(missing, wanted) : Stream.of());
    return before
        .map(table -> ids.get(missing.index().on(table)))
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Tables of a partitioned table's index at every level.
  private static Stream<QualifiedName> below(
      Finding.Missing whole, Map<TableIndex, Finding.Missing> wanted) {
    return whole.partitions().stream()
        .map(partition -> wanted.get(whole.index().on(partition)))
        .filter(Objects::nonNull)
        .flatMap(part -> Stream.concat(Stream.of(part.table()), below(part, wanted)));
  }

  /// Unknown rows count as none: such tables are sampled before.
  private TableFacts table(TableIndex index) {
    TableFacts table = facts.tables().get(index.table());
    if (table == null) {
      throw new IllegalArgumentException("no facts about " + index.table());
    }
    boolean empty = !table.rowsKnown() || table.kind() == TableFacts.Kind.PARTITIONED_TABLE;
    IndexSample sample = facts.sampleOf(index.table(), index.definition());
    return sample != null
        ? table.withRows(IndexEstimator.rows(table, sample))
        : empty ? table.withRows(0) : table;
  }

  private List<Proposal.Build> builds(List<Sized> sized, BuildSchedule schedule) {
    IndexNames names = new IndexNames();
    names.take(facts.relationNames());
    names.take(request.reservedNames());
    List<Proposal.Build> builds = new ArrayList<>();
    List<String> advice = new ArrayList<>();
    for (Sized build : sized) {
      Placement placement = schedule.of(build.job().id());
      TableIndex index = build.missing().index();
      if (placement == null) {
        String reason = String.valueOf(schedule.refused().get(build.job().id()));
        String warning = index.table() + ": " + index.definition() + " left out, " + reason;
        refuse(index, ErrorCode.LOAD_LINE_EXCEEDED, reason, warning);
      } else {
        builds.add(
            new Proposal.Build(
                planned(build, placement, names.choose(index.table(), index.definition())),
                placement.option().milliCores(),
                build.job()));
        String collation = Reasoning.collation(placement, request.costs());
        if (collation != null) {
          advice.add(collation);
        }
      }
    }
    warnings.addAll(advice);
    builds.sort(
        Comparator.comparing(
            Proposal.Build::planned,
            Comparator.comparingLong((PlannedBuild build) -> build.place().startMillis())
                .thenComparingLong(build -> -build.allocation().predictedMillis())
                .thenComparing(PlannedBuild::table)));
    return builds;
  }

  private PlannedBuild planned(Sized build, Placement placement, String name) {
    BuildWork work = build.job().work();
    return new PlannedBuild(
        build.table().name(),
        build.missing().definition(),
        name,
        new PlannedBuild.Sizing(
            build.table().rows(),
            build.table().heapBytes(),
            work.indexBytes(),
            build.estimate().range(),
            BtreeSize.walBytes(work.indexBytes())),
        machine.allocation(placement.lane(), work, placement.option(), placement.elapsed()),
        PlannedBuild.Place.unnumbered(placement.start().toMillis()),
        Reasoning.of(build.missing(), placement, request, machine),
        List.of());
  }

  private static List<String> satisfied(Discovery.Result found) {
    return found.findings().stream()
        .filter(Finding.Satisfied.class::isInstance)
        .map(Finding.Satisfied.class::cast)
        .map(has -> has.table() + ": " + has.definition() + " is there: " + has.by())
        .toList();
  }
}

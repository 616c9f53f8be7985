package dev.plimsoll.planning.calibration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.VectorGraph;
import dev.plimsoll.planning.sizing.VectorLists;
import org.jspecify.annotations.Nullable;

/// The observed costs of a finished build, by the phases of `pg_stat_progress_create_index`,
/// without waits for other sessions.
///
/// @param workersLaunched beside the leader
/// @param passes merge passes; 0 where the sort fitted in memory
/// @param sortMillis elapsed time of scan and sort; 0 where not seen
/// @param serialMillis elapsed time of merge and load; 0 where not seen
/// @param validationMillis elapsed time of the validation; 0 where not seen
/// @param predictedMillis of the whole, before it began
/// @param graph that was made instead of a sort; null for other access methods
/// @param lists that vectors were sorted into; null likewise
public record BuildObservation(
    KeyKind kind,
    long rows,
    int workersLaunched,
    int passes,
    double sortMillis,
    double serialMillis,
    double validationMillis,
    double predictedMillis,
    double actualMillis,
    @JsonInclude(Include.NON_NULL) @Nullable GraphBuild graph,
    @JsonInclude(Include.NON_NULL) @Nullable VectorLists lists) {
  /// A sort.
  public BuildObservation(
      KeyKind kind,
      long rows,
      int workersLaunched,
      int passes,
      double sortMillis,
      double serialMillis,
      double validationMillis,
      double predictedMillis,
      double actualMillis) {
    this(
        kind,
        rows,
        workersLaunched,
        passes,
        sortMillis,
        serialMillis,
        validationMillis,
        predictedMillis,
        actualMillis,
        null,
        null);
  }

  public BuildObservation {
    if (rows < 0 || workersLaunched < 0 || passes < 0) {
      throw new IllegalArgumentException("rows, workersLaunched and passes must be 0 or more");
    }
    if (!(sortMillis >= 0 && serialMillis >= 0 && validationMillis >= 0)) {
      throw new IllegalArgumentException("phases take 0 or more milliseconds");
    }
  }

  /// A copy with what was made, where it was more than a sort.
  ///
  /// @param memoryBytes `maintenance_work_mem`
  public BuildObservation of(BuildWork work, long memoryBytes) {
    VectorGraph made = work.graph();
    VectorLists sorted = work.lists();
    return made != null ? of(made, memoryBytes) : sorted != null ? of(sorted) : this;
  }

  /// A copy of a graph's build.
  public BuildObservation of(VectorGraph made, long memoryBytes) {
    return with(new GraphBuild(made, memoryBytes), null);
  }

  /// A copy of a build of lists.
  public BuildObservation of(VectorLists made) {
    return with(null, made);
  }

  private BuildObservation with(@Nullable GraphBuild ofGraph, @Nullable VectorLists ofLists) {
    return new BuildObservation(
        kind,
        rows,
        workersLaunched,
        passes,
        sortMillis,
        serialMillis,
        validationMillis,
        predictedMillis,
        actualMillis,
        ofGraph,
        ofLists);
  }

  /// Name of the builds that it is compared with: one kind of key, all graphs, or all lists.
  public String comparedWith() {
    return graph != null ? "GRAPH" : lists != null ? "LISTS" : kind.name();
  }

  /// Whether it says something of sorts.
  @JsonIgnore
  public boolean isSort() {
    return graph == null && lists == null;
  }

  /// @param memoryBytes `maintenance_work_mem`
  public record GraphBuild(VectorGraph graph, long memoryBytes) {}
}

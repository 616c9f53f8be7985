package dev.plimsoll.health.vector;

import static dev.plimsoll.health.finding.FindingText.bytes;

import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.index.Drops;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.VectorGraph;
import dev.plimsoll.planning.sizing.VectorLists;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fresh build of an index of vectors.
///
/// @param memoryBytes `maintenance_work_mem` that it wants; 0 where unknown
/// @param lists a good number of lists for the vectors where it has more; 0 for none
record VectorRebuild(IndexHealth index, long memoryBytes, int lists) {
  private static final long MIB = 1L << 20;

  /// @param work what the planner expects of a build; null where unknown
  static VectorRebuild of(IndexHealth index, @Nullable BuildWork work) {
    @Nullable VectorGraph graph = work == null ? null : work.graph();
    @Nullable VectorLists lists = work == null ? null : work.lists();
    if (graph != null) {
      return new VectorRebuild(index, graph.memoryBytes(0), 0);
    }
    if (lists == null) {
      return new VectorRebuild(index, 0, 0);
    }
    // Also with another number of lists, without whose memory the server refuses the build.
    VectorLists advised = new VectorLists(lists.vectors(), lists.width(), lists.advised());
    return new VectorRebuild(
        index,
        Math.max(lists.memoryBytes(), advised.memoryBytes()),
        advised.lists() < lists.lists() ? advised.lists() : 0);
  }

  /// @param storage parameter to set before it, for example `lists = 1000`; empty for none
  List<String> statements(String storage) {
    List<String> statements = new ArrayList<>();
    if (memoryBytes > 0) {
      statements.add("SET maintenance_work_mem = '%dMB'".formatted(Math.ceilDiv(memoryBytes, MIB)));
    }
    if (!storage.isEmpty()) {
      statements.add(Drops.set(index, storage));
    }
    statements.add(Drops.rebuild(index));
    return statements;
  }

  String cost() {
    return Drops.REBUILD_COST
        + (memoryBytes > 0 ? "; %s of memory".formatted(bytes(memoryBytes)) : "");
  }
}

package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.postgres.catalog.ExtensionVersion;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The graph of an HNSW index of pgvector, which a build makes in memory as long as it fits into
/// `maintenance_work_mem`, and on disk from then on.
///
/// Source: `hnsw.h`, `hnswbuild.c` and `hnswutils.c` of pgvector 0.8 (what is allocated for an
/// element, its value and the lists of its neighbours; a level above has one of m elements), held
/// against the numbers that servers name ("hnsw graph no longer fits into maintenance_work_mem
/// after … tuples"): within 0.4 %, without workers. The formula of the time was fitted to builds of
/// `vector` columns with pgvector 0.8.0 on 2 cores. Ten others, of uniform vectors, took 0.89 to
/// 1.18 times the CPU that it says, times one factor of their machine.
///
/// @param vectors that are not NULL
/// @param width of each
/// @param neighbours `m`: connections of an element in a level, twice as many in the lowest
/// @param candidates `ef_construction`: elements that are looked at for each
public record VectorGraph(long vectors, VectorWidth width, int neighbours, int candidates) {
  public static final String METHOD = "hnsw";

  private static final int DEFAULT_NEIGHBOURS = 16;
  private static final int DEFAULT_CANDIDATES = 64;

  /// The one by which costs are shown.
  public static final VectorGraph USUAL =
      new VectorGraph(100_000, new VectorWidth(128, 520), DEFAULT_NEIGHBOURS, DEFAULT_CANDIDATES);

  private static final int LEAST = 2;
  private static final int MOST_NEIGHBOURS = 100;
  private static final int MOST_CANDIDATES = 1_000;

  private static final int PAGE_BYTES = 8_192;
  private static final int PAGE_SPACE = 8_160;
  private static final int LINE_POINTER = 4;
  private static final int DRAWN = 4_096;
  private static final int MAXALIGN = 8;
  private static final long SHARED_BYTES = 4L << 20;
  private static final double ON_DISK = 6;

  /// Share of a build that workers take part in, from 1.4 to 1.8 times the speed with one worker.
  private static final double SHARED = 0.75;

  static VectorGraph of(IndexDefinition definition, long vectors, VectorWidth width) {
    Map<String, String> parameters = definition.storageParameters();
    return new VectorGraph(
        vectors,
        width,
        number(parameters.get("m"), DEFAULT_NEIGHBOURS, MOST_NEIGHBOURS),
        number(parameters.get("ef_construction"), DEFAULT_CANDIDATES, MOST_CANDIDATES));
  }

  /// The default where it is no number; else within what pgvector takes, which refuses others.
  private static int number(@Nullable String text, int usual, int most) {
    return text != null && text.matches("[1-9]\\d{0,8}")
        ? Math.clamp(Integer.parseInt(text), LEAST, most)
        : usual;
  }

  /// Most workers of a build by the extension's version: those of versions before 0.8.2 may write
  /// past their memory (issue 959 of pgvector).
  ///
  /// @param version null for an unknown one
  static int mostWorkers(@Nullable String version) {
    return new ExtensionVersion(version).isAtLeast(0, 8, 2) ? Integer.MAX_VALUE : 0;
  }

  /// Memory that holds all of it.
  ///
  /// @param workers beside the leader
  public long memoryBytes(int workers) {
    double shared = workers > 0 ? SHARED_BYTES : 0;
    return (long) Math.ceil(shared + vectors * elementBytes(workers));
  }

  /// Vectors that a memory holds, at most all.
  public long fitting(long memoryBytes, int workers) {
    double shared = workers > 0 ? SHARED_BYTES : 0;
    double fitting = Math.max(0, memoryBytes - shared) / elementBytes(workers);
    return Math.min(vectors, (long) fitting);
  }

  /// Without workers the allocator adds a header to each of an element's pieces.
  private double elementBytes(int workers) {
    double levels = 1.0 / (neighbours - 1);
    double bytes =
        136 + (8 + 32 * neighbours) + aligned(width.bytes()) + 16 * (1 + neighbours) * levels;
    return workers > 0 ? bytes : bytes + 32 + 8 * levels;
  }

  /// CPU of a build, ms: a vector that no longer fits takes six times as long.
  double millis(long memoryBytes, int workers) {
    double micros =
        0.574
            * (280 + width.dimensions())
            * Math.pow(neighbours / 16.0, 0.91)
            * Math.sqrt(candidates / 64.0)
            * Math.pow(Math.max(1, vectors) / 1e5, 0.12);
    long fitting = fitting(memoryBytes, workers);
    return micros * (fitting + ON_DISK * (vectors - fitting)) / 1_000;
  }

  /// Phases of a build.
  ///
  /// @param sort those of a sort of the same rows, whose overhead and validation it has
  public BuildCosts.Phases phases(
      BuildCosts.Phases sort, BuildCosts costs, int workers, long memoryBytes) {
    double millis = millis(memoryBytes, workers) * costs.ofGraphs();
    return new BuildCosts.Phases(
        sort.overhead(), SHARED * millis, (1 - SHARED) * millis, sort.validation());
  }

  /// Size on disk: a page takes elements, each with its lists of neighbours, as long as they fit.
  /// Levels are drawn by lot, here always the same ones.
  ///
  /// Source: `CreateGraphPages` in `hnswbuild.c`; an element's tuple has 72 bytes before its value.
  long indexBytes() {
    long drawn = Math.min(vectors, DRAWN);
    double pages = drawn == 0 ? 0 : (double) pages((int) drawn) * vectors / drawn;
    return (1 + (long) Math.ceil(pages)) * PAGE_BYTES;
  }

  private int pages(int elements) {
    Random lots = new Random(1);
    int element = aligned(72 + width.bytes());
    int pages = 1;
    int free = PAGE_SPACE;
    for (int i = 0; i < elements; i++) {
      int level = (int) (-Math.log(1 - lots.nextDouble()) / Math.log(neighbours));
      int lists = aligned(4 + 6 * neighbours * (level + 2));
      int both = element + LINE_POINTER + lists;
      boolean together = both <= PAGE_SPACE - LINE_POINTER;
      if (free < LINE_POINTER + (together ? both : element)) {
        pages++;
        free = PAGE_SPACE;
      }
      free -= element + LINE_POINTER;
      if (free < lists + LINE_POINTER) {
        pages++;
        free = PAGE_SPACE;
      }
      free -= lists + LINE_POINTER;
    }
    return pages;
  }

  private static int aligned(int bytes) {
    return Math.ceilDiv(bytes, MAXALIGN) * MAXALIGN;
  }
}

package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The graph of an HNSW index of pgvector, which a build makes in memory as long as it fits into
/// `maintenance_work_mem`, and on disk from then on.
///
/// Source: `hnsw.h`, `hnswbuild.c` and `hnswutils.c` of pgvector 0.8 (what is allocated for an
/// element, its value and the lists of its neighbours; a level above has one of m elements), held
/// against the numbers that servers name ("hnsw graph no longer fits into maintenance_work_mem
/// after … tuples"): within 0.4 %, without workers. The formula of the time was fitted to builds of
/// `vector` columns with pgvector 0.8.0 on 2 cores; other builds were not held against it.
///
/// @param vectors that are not NULL
/// @param valueBytes of a vector as stored, with its header
/// @param neighbours `m`: connections of an element in a level, twice as many in the lowest
/// @param candidates `ef_construction`: elements that are looked at for each
public record VectorGraph(long vectors, int valueBytes, int neighbours, int candidates) {
  public static final String METHOD = "hnsw";

  private static final int DEFAULT_NEIGHBOURS = 16;
  private static final int DEFAULT_CANDIDATES = 64;
  private static final int LEAST = 2;
  private static final int MOST_NEIGHBOURS = 100;
  private static final int MOST_CANDIDATES = 1_000;

  // By format_type, with a schema where pgvector is in none of the path.
  private static final Pattern TYPE =
      Pattern.compile("(?:.*\\.)?(vector|halfvec|bit)\\((\\d{1,5})\\)");

  private static final int PAGE_BYTES = 8_192;
  private static final int PAGE_SPACE = 8_160;
  private static final int LINE_POINTER = 4;
  private static final int MAXALIGN = 8;
  private static final long SHARED_BYTES = 4L << 20;
  private static final double ON_DISK = 6;

  static VectorGraph of(IndexDefinition definition, long vectors, int valueBytes) {
    Map<String, String> parameters = definition.storageParameters();
    return new VectorGraph(
        vectors,
        valueBytes,
        number(parameters.get("m"), DEFAULT_NEIGHBOURS, MOST_NEIGHBOURS),
        number(parameters.get("ef_construction"), DEFAULT_CANDIDATES, MOST_CANDIDATES));
  }

  /// The default where it is no number; else within what pgvector takes, which refuses others.
  private static int number(@Nullable String text, int usual, int most) {
    return text != null && text.matches("[1-9]\\d{0,8}")
        ? Math.clamp(Integer.parseInt(text), LEAST, most)
        : usual;
  }

  /// Bytes of a value by its type; empty where the type does not say its dimensions.
  ///
  /// @param type as `format_type` writes it
  static OptionalInt valueBytes(String type) {
    Matcher matcher = TYPE.matcher(type);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int dimensions = Integer.parseInt(matcher.group(2));
    return OptionalInt.of(
        8
            + switch (matcher.group(1)) {
              case "vector" -> 4 * dimensions;
              case "halfvec" -> 2 * dimensions;
              default -> Math.ceilDiv(dimensions, 8);
            });
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
        136 + (8 + 32 * neighbours) + aligned(valueBytes) + 16 * (1 + neighbours) * levels;
    return workers > 0 ? bytes : bytes + 32 + 8 * levels;
  }

  /// CPU of a build, ms: a vector that no longer fits takes six times as long.
  double millis(long memoryBytes, int workers) {
    double micros =
        0.574
            * (280 + (valueBytes - 8) / 4.0)
            * Math.pow(neighbours / 16.0, 0.91)
            * Math.sqrt(candidates / 64.0)
            * Math.pow(Math.max(1, vectors) / 1e5, 0.12);
    long fitting = fitting(memoryBytes, workers);
    return micros * (fitting + ON_DISK * (vectors - fitting)) / 1_000;
  }

  /// Size on disk: as many elements a page as fit with their lists of neighbours.
  ///
  /// Source: `CreateGraphPages` in `hnswbuild.c`; an element's tuple has 72 bytes before its value.
  long indexBytes() {
    int element = aligned(72 + valueBytes) + LINE_POINTER;
    double levels = 1.0 / (neighbours - 1);
    double lists = aligned(4 + 12 * neighbours) + 6 * neighbours * levels + LINE_POINTER;
    double pages =
        element + lists <= PAGE_SPACE
            ? vectors / Math.floor(PAGE_SPACE / (element + lists))
            : vectors + vectors / Math.floor(PAGE_SPACE / lists);
    return (1 + (long) Math.ceil(pages)) * PAGE_BYTES;
  }

  private static int aligned(int bytes) {
    return Math.ceilDiv(bytes, MAXALIGN) * MAXALIGN;
  }
}

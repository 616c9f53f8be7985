package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.Locale;
import java.util.Optional;

/// The lists of an IVFFlat index of pgvector. A build finds their centers by k-means of a sample,
/// all of it in memory, and fails where `maintenance_work_mem` is less. Then it sorts all vectors
/// by the nearest center.
///
/// Source: `ivfkmeans.c` (what is allocated) and `ivfbuild.c` (sample and pages) of pgvector 0.8,
/// held against "memory required is … MB" and sizes of a server. The formula of the time was fitted
/// to the phases of 39 builds with pgvector 0.8.0 and one process. How many rounds k-means takes
/// depends on the data: of noise, and of vectors of few real dimensions, it took from 0.6 to 1.7
/// times what is said here, of a few dozen separate groups 0.1 to 0.8 times. Half vectors by inner
/// product or cosine took up to twice as long.
///
/// @param vectors that are not NULL
/// @param width of each
/// @param lists 1 to 32,768
public record VectorLists(long vectors, VectorWidth width, int lists) {
  public static final String METHOD = "ivfflat";

  private static final int DEFAULT_LISTS = 100;

  /// The ones by which costs are shown.
  public static final VectorLists USUAL =
      new VectorLists(100_000, new VectorWidth(128, 520), DEFAULT_LISTS);

  private static final int MOST_LISTS = 32_768;

  private static final int SAMPLES_OF_A_LIST = 50;
  private static final int LEAST_SAMPLES = 10_000;

  private static final int PAGE_BYTES = 8_192;
  private static final int PAGE_SPACE = 8_160;
  private static final int LINE_POINTER = 4;
  private static final int TUPLE_HEADER = 8;
  private static final int MAXALIGN = 8;
  private static final long MIB = 1L << 20;
  private static final long MILLION = 1_000_000;

  private static final double CALL_MICROS = 0.008;
  private static final double DIMENSION_MICROS = 0.000_063;

  /// Reading a value, out of line where it is long, and handing it to the sort.
  private static final double VALUE_MICROS = 0.2;

  private static final double BYTE_MICROS = 0.001_3;

  /// Writing a sorted value into its list.
  private static final double WRITTEN_BYTE_MICROS = 0.002_2;

  /// Distances of a sample from a center in all rounds: most are known to be too far.
  private static final double ROUNDS = 7;

  /// A sample's part in the new centers of all rounds.
  private static final double SAMPLE_MICROS = 10;

  private static final double SAMPLE_DIMENSION_MICROS = 0.05;

  static VectorLists of(IndexDefinition definition, long vectors, VectorWidth width) {
    String lists = definition.storageParameters().getOrDefault("lists", "");
    return new VectorLists(
        vectors,
        width,
        lists.matches("[1-9]\\d{0,4}")
            ? Math.min(Integer.parseInt(lists), MOST_LISTS)
            : DEFAULT_LISTS);
  }

  /// Memory of k-means, without which a build fails: whole MiB, as the server says it. Little for
  /// fewer vectors than lists, which are centers as they are.
  public long memoryBytes() {
    long sampled = Math.min(vectors, samples());
    if (sampled <= lists) {
      return MIB;
    }
    long value = aligned(width.bytes());
    long centers = lists;
    long bytes =
        samples() * value
            + 2 * centers * value
            + 4 * centers * width.dimensions()
            + 8 * sampled
            + 4 * sampled * centers
            + 12 * centers
            + 4 * centers * centers;
    return (bytes / MIB + 1) * MIB;
  }

  private long samples() {
    return Math.max(LEAST_SAMPLES, (long) SAMPLES_OF_A_LIST * lists);
  }

  /// A good number of lists to begin with: a thousandth of the vectors, from a million on their
  /// root.
  ///
  /// Source: pgvector's reference, "IVFFlat".
  public int advised() {
    return (int)
        Math.clamp(
            vectors <= MILLION ? vectors / 1_000 : Math.round(Math.sqrt(vectors)), 1, MOST_LISTS);
  }

  /// Advice where its lists are far from that number.
  public Optional<String> advice() {
    int advised = advised();
    return vectors < 1_000 || lists <= 2 * advised && advised <= 2L * lists
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d lists for %,d vectors, where about %,d are a good start",
                lists,
                vectors,
                advised));
  }

  /// Size on disk: a list's entries begin on a page of their own, and fill the last one by half.
  long indexBytes() {
    long listsOfAPage = PAGE_SPACE / (aligned(8 + width.bytes()) + LINE_POINTER);
    long entriesOfAPage = PAGE_SPACE / (aligned(TUPLE_HEADER + width.bytes()) + LINE_POINTER);
    double entries = Math.max(lists, (double) vectors / entriesOfAPage + lists / 2.0);
    return (1 + Math.ceilDiv(lists, Math.max(1, listsOfAPage)) + (long) Math.ceil(entries))
        * PAGE_BYTES;
  }

  /// Phases of a build.
  ///
  /// @param sort those of a sort of the same rows, to which centers and distances are added
  public BuildCosts.Phases phases(BuildCosts.Phases sort, BuildCosts costs) {
    return new BuildCosts.Phases(
        sort.overhead(),
        sort.sort() + assignmentMillis() * costs.ofLists(),
        sort.serial() + (centersMillis() + writingMillis()) * costs.ofLists(),
        sort.validation());
  }

  /// CPU of k-means, which one process does, ms.
  double centersMillis() {
    double ofSample =
        lists * distanceMicros() * ROUNDS
            + SAMPLE_MICROS
            + SAMPLE_DIMENSION_MICROS * width.dimensions();
    return Math.min(vectors, samples()) * ofSample / 1_000;
  }

  /// CPU of the distances of all vectors from all centers, ms: workers share it.
  double assignmentMillis() {
    double ofVector = lists * distanceMicros() + VALUE_MICROS + BYTE_MICROS * width.bytes();
    return vectors * ofVector / 1_000;
  }

  /// CPU of writing the sorted vectors, which one process does, ms.
  double writingMillis() {
    return vectors * WRITTEN_BYTE_MICROS * width.bytes() / 1_000;
  }

  /// Bits are compared by bytes and more at once, other dimensions one by one.
  private double distanceMicros() {
    return CALL_MICROS + DIMENSION_MICROS * Math.min(width.dimensions(), width.bytes());
  }

  private static int aligned(int bytes) {
    return Math.ceilDiv(bytes, MAXALIGN) * MAXALIGN;
  }
}

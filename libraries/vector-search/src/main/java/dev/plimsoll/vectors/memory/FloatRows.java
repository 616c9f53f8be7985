package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.vectors.search.QueryVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Vectors of numbers.
final class FloatRows implements VectorRows {
  private static final int FLOATS_PER_CHUNK = 1 << 20;

  private final int dimensions;
  private final int shift;
  private final int mask;
  private final List<float[]> chunks = new ArrayList<>();

  /// Inverse of each vector's norm, for the cosine.
  private float[] inverses = new float[1024];

  private int rows;
  private double greatestNorm;

  FloatRows(int dimensions) {
    this.dimensions = dimensions;
    int perChunk = Integer.highestOneBit(Math.max(1, FLOATS_PER_CHUNK / dimensions));
    this.shift = Integer.numberOfTrailingZeros(perChunk);
    this.mask = perChunk - 1;
  }

  /// Adds a vector.
  ///
  /// @return whether its scores are near its distances: not for one without length, nor near the
  ///     ends of the range of a `float`
  boolean add(float[] vector) {
    int slot = rows & mask;
    if (slot == 0) {
      chunks.add(new float[(mask + 1) * dimensions]);
    }
    System.arraycopy(vector, 0, chunks.getLast(), slot * dimensions, dimensions);
    if (rows == inverses.length) {
      inverses = Arrays.copyOf(inverses, 2 * rows);
    }
    double norm = ExactDistance.norm(vector, 0, dimensions);
    inverses[rows++] = (float) (1 / norm);
    boolean near = ScoreError.holdsFor(norm);
    if (near) {
      greatestNorm = Math.max(greatestNorm, norm);
    }
    return near;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public long bytes() {
    return 4L * (mask + 1) * dimensions * chunks.size() + 4L * inverses.length;
  }

  @Override
  public long rowBytes() {
    return 4L * (dimensions + 1);
  }

  @Override
  public Query query(Distance distance, String query) {
    float[] vector = QueryVector.floats(query);
    if (vector.length != dimensions) {
      throw PlimsollException.invalidRequest(
          "the vector has %d dimensions, those of the column have %d"
              .formatted(vector.length, dimensions));
    }
    return new FloatQuery(distance, vector);
  }

  private final class FloatQuery implements Query {
    private final Distance distance;
    private final float[] vector;
    private final double norm;
    private final float inverse;

    private FloatQuery(Distance distance, float[] vector) {
      this.distance = distance;
      this.vector = vector;
      this.norm = ExactDistance.norm(vector, 0, vector.length);
      this.inverse = (float) (1 / norm);
    }

    @Override
    public float score(int row) {
      float[] chunk = chunks.get(row >>> shift);
      int at = (row & mask) * dimensions;
      return switch (distance) {
        case L2 -> FloatScores.squares(chunk, at, vector);
        case INNER_PRODUCT -> -FloatScores.products(chunk, at, vector);
        case COSINE -> -FloatScores.products(chunk, at, vector) * inverses[row] * inverse;
        case L1 -> FloatScores.differences(chunk, at, vector);
        case HAMMING, JACCARD ->
            throw new IllegalArgumentException(distance + " is a distance of bits");
      };
    }

    @Override
    public double distance(int row) {
      return ExactDistance.of(
          distance, chunks.get(row >>> shift), (row & mask) * dimensions, vector);
    }

    @Override
    public ScoreError error() {
      return ScoreError.of(distance, dimensions, greatestNorm, norm);
    }

    @Override
    public boolean isBeyondScores() {
      return !ScoreError.holdsFor(norm);
    }
  }
}

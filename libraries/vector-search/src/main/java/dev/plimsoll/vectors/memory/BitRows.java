package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.Distance;
import java.util.ArrayList;
import java.util.List;

/// Vectors of bits.
final class BitRows implements VectorRows {
  private static final int WORDS_PER_CHUNK = 1 << 19;

  private final int bits;
  private final int words;
  private final int shift;
  private final int mask;
  private final List<long[]> chunks = new ArrayList<>();
  private int rows;

  BitRows(int bits) {
    this.bits = bits;
    this.words = Math.ceilDiv(bits, Long.SIZE);
    int perChunk = Integer.highestOneBit(Math.max(1, WORDS_PER_CHUNK / words));
    this.shift = Integer.numberOfTrailingZeros(perChunk);
    this.mask = perChunk - 1;
  }

  /// @param vector its words, the first bit the highest of the first word; the rest are 0
  void add(long[] vector) {
    int slot = rows & mask;
    if (slot == 0) {
      chunks.add(new long[(mask + 1) * words]);
    }
    System.arraycopy(vector, 0, chunks.getLast(), slot * words, words);
    rows++;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int dimensions() {
    return bits;
  }

  @Override
  public long bytes() {
    return 8L * (mask + 1) * words * chunks.size();
  }

  @Override
  public long rowBytes() {
    return 8L * words;
  }

  @Override
  public Query query(Distance distance, String query) {
    if (query.length() != bits) {
      throw PlimsollException.invalidRequest(
          "the vector has %d bits, those of the column have %d".formatted(query.length(), bits));
    }
    long[] vector = new long[words];
    for (int i = 0; i < bits; i++) {
      char bit = query.charAt(i);
      if (bit != '0' && bit != '1') {
        throw PlimsollException.invalidRequest("a vector of bits is written as 101");
      }
      if (bit == '1') {
        vector[i / Long.SIZE] |= Long.MIN_VALUE >>> (i % Long.SIZE);
      }
    }
    return new BitQuery(distance, vector);
  }

  private final class BitQuery implements Query {
    private final Distance distance;
    private final long[] vector;

    private BitQuery(Distance distance, long[] vector) {
      this.distance = distance;
      this.vector = vector;
    }

    @Override
    public float score(int row) {
      return (float) distance(row);
    }

    @Override
    public double distance(int row) {
      long[] chunk = chunks.get(row >>> shift);
      int at = (row & mask) * words;
      int both = 0;
      int either = 0;
      int different = 0;
      for (int i = 0; i < words; i++) {
        long one = chunk[at + i];
        both += Long.bitCount(one & vector[i]);
        either += Long.bitCount(one | vector[i]);
        different += Long.bitCount(one ^ vector[i]);
      }
      if (distance == Distance.HAMMING) {
        return different;
      }
      return both == 0 ? 1 : 1 - both / (double) either;
    }

    @Override
    public ScoreError error() {
      return ScoreError.of(distance, bits, 0, 0);
    }

    @Override
    public boolean isBeyondScores() {
      return false;
    }
  }
}

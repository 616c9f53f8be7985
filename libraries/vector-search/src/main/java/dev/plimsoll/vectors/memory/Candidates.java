package dev.plimsoll.vectors.memory;

import java.util.Arrays;

/// Rows that can be among the k nearest of those that were offered: those whose scores do not
/// exceed the k-th least by more than the scores' error.
final class Candidates {
  private static final int LEAST_ROOM = 1024;

  private final int limit;
  private final ScoreError error;

  /// The least scores, the greatest of them first: a heap.
  private final float[] least;

  private int leastSize;
  private float reach = Float.POSITIVE_INFINITY;
  private int[] rows = new int[LEAST_ROOM];
  private float[] scores = new float[LEAST_ROOM];
  private int size;
  private int sifted = LEAST_ROOM;

  /// @param limit k, 1 or more
  /// @param most rows that may be offered
  Candidates(int limit, int most, ScoreError error) {
    this.limit = limit;
    this.error = error;
    this.least = new float[Math.min(limit, most)];
  }

  /// A score above this one is of no use.
  float reach() {
    return reach;
  }

  /// @param score NaN for a row of which nothing is known
  void offer(int row, float score) {
    if (score > reach) {
      return;
    }
    if (size == rows.length) {
      makeRoom();
    }
    rows[size] = row;
    scores[size++] = score;
    // A row of which nothing is known makes no other one superfluous.
    if (!Float.isNaN(score)) {
      count(score);
    }
  }

  private void makeRoom() {
    if (size >= 2 * sifted) {
      sift();
      sifted = Math.max(size, LEAST_ROOM);
    }
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      scores = Arrays.copyOf(scores, 2 * size);
    }
  }

  // Those that were good enough once, and are no longer.
  private void sift() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!(scores[i] > reach)) {
        rows[kept] = rows[i];
        scores[kept++] = scores[i];
      }
    }
    size = kept;
  }

  private void count(float score) {
    if (leastSize < limit) {
      if (leastSize == least.length) {
        return;
      }
      siftUp(leastSize++, score);
    } else if (score < least[0]) {
      siftDown(score);
    }
    if (leastSize == limit) {
      reach = error.reach(least[0]);
    }
  }

  private void siftUp(int from, float score) {
    int place = from;
    while (place > 0 && least[(place - 1) / 2] < score) {
      least[place] = least[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    least[place] = score;
  }

  private void siftDown(float score) {
    int place = 0;
    int child = 1;
    while (child < leastSize) {
      if (child + 1 < leastSize && least[child + 1] > least[child]) {
        child++;
      }
      if (least[child] <= score) {
        break;
      }
      least[place] = least[child];
      place = child;
      child = 2 * place + 1;
    }
    least[place] = score;
  }

  /// Takes over those of another part of the rows.
  void offerAll(Candidates other) {
    for (int i = 0; i < other.size; i++) {
      offer(other.rows[i], other.scores[i]);
    }
  }

  /// The rows that are left, in no order.
  int[] rows() {
    sift();
    return Arrays.copyOf(rows, size);
  }
}

package dev.plimsoll.scan.merge;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merge of k sorted sources by a loser tree: each inner node stores the loser of its match, so a
/// new row needs at most ⌈log₂ k⌉ comparisons, about half of a heap's.
///
/// Streaming: holds one row of each source, and reads a source's next row only on the next call of
/// {@link #next}. Stable: equal rows come in the order of their sources. Sources must be sorted,
/// which is not checked. Not thread-safe.
///
/// Source of the structure: Knuth, The Art of Computer Programming, volume 3, 5.4.1.
public final class OrderedMerge<T, E extends Exception> {
  private static final int NOBODY = -1;

  private final List<? extends SortedSource<? extends T, ? extends E>> sources;
  private final Comparator<? super T> order;
  private final @Nullable Object[] heads;

  /// Losers of nodes 1 to k-1; node n has the children 2n and 2n+1, source i is leaf k+i.
  private final int[] losers;

  private int winner = NOBODY;

  public OrderedMerge(
      List<? extends SortedSource<? extends T, ? extends E>> sources, Comparator<? super T> order) {
    this.sources = List.copyOf(sources);
    this.order = order;
    heads = new @Nullable Object[sources.size()];
    losers = new int[sources.size()];
    Arrays.fill(losers, NOBODY);
  }

  /// The next row of all; null after the last.
  public @Nullable T next() throws E {
    if (heads.length == 0) {
      return null;
    }
    if (winner == NOBODY) {
      for (int i = 0; i < heads.length; i++) {
        heads[i] = sources.get(i).next();
      }
      winner = play(1);
    } else if (heads[winner] != null) {
      heads[winner] = sources.get(winner).next();
      replay();
    }
    return head(winner);
  }

  // The first tournament among the leaves below a node.
  private int play(int node) {
    if (node >= heads.length) {
      return node - heads.length;
    }
    int left = play(2 * node);
    int right = play(2 * node + 1);
    boolean leftWins = beats(left, right);
    losers[node] = leftWins ? right : left;
    return leftWins ? left : right;
  }

  private void replay() {
    int candidate = winner;
    for (int node = (heads.length + winner) / 2; node >= 1; node /= 2) {
      int other = losers[node];
      if (beats(other, candidate)) {
        losers[node] = candidate;
        candidate = other;
      }
    }
    winner = candidate;
  }

  // A source at its end loses against every other.
  private boolean beats(int one, int other) {
    @Nullable T first = head(one);
    @Nullable T second = head(other);
    if (first == null || second == null) {
      return second == null && (first != null || one < other);
    }
    int comparison = order.compare(first, second);
    return comparison < 0 || (comparison == 0 && one < other);
  }

  @SuppressWarnings("unchecked")
  private @Nullable T head(int source) {
    return (T) heads[source];
  }

  /// Rows in ascending order.
  ///
  /// @param <E> what reading may throw
  @FunctionalInterface
  public interface SortedSource<T, E extends Exception> {
    @Nullable T next() throws E;
  }
}

package dev.plimsoll.vectors.exact;

import dev.plimsoll.vectors.search.Neighbor;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Distance beyond which no row is searched for, as far as it is known from the portions that were
/// read. Thread-safe.
///
/// It is that of one portion, the nearest that has enough rows. Of several together rows might
/// count twice, since a portion may be read again.
final class NearestBound {
  private final int neighbors;
  private final AtomicReference<@Nullable Double> nearest = new AtomicReference<>();

  /// @param neighbors how many are searched for, 1 or more
  NearestBound(int neighbors) {
    this.neighbors = neighbors;
  }

  /// Null for none yet. NaN is the farthest, as in the server.
  @Nullable Double distance() {
    return nearest.get();
  }

  /// Learns from a portion.
  ///
  /// @param rows in the order of distance
  /// @return the same
  List<Neighbor> of(List<Neighbor> rows) {
    @Nullable Double last = rows.size() < neighbors ? null : rows.getLast().distance();
    if (last != null) {
      nearest.accumulateAndGet(
          last,
          (known, other) -> known == null || Double.compare(other, known) < 0 ? other : known);
    }
    return rows;
  }
}

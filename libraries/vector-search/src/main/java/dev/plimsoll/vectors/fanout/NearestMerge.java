package dev.plimsoll.vectors.fanout;

import dev.plimsoll.scan.merge.OrderedMerge;
import dev.plimsoll.scan.merge.OrderedMerge.SortedSource;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.table.KeyColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Merge of several ranges' nearest rows to those of all: by distance, equally near ones by key.
public final class NearestMerge {
  /// Order of rows by key as the server has it.
  @FunctionalInterface
  public interface KeyOrder {
    List<Neighbor> sorted(List<Neighbor> neighbors) throws SQLException;
  }

  private static final Comparator<Neighbor> BY_DISTANCE = Neighbor::byDistance;

  private NearestMerge() {}

  /// The order of these columns; the server's where it depends on more than numbers.
  public static KeyOrder order(List<KeyColumn> key, KeyOrder server) {
    if (!key.stream().allMatch(KeyColumn::wholeNumber)) {
      return server;
    }
    Comparator<Neighbor> order = (_, _) -> 0;
    for (int i = 0; i < key.size(); i++) {
      int place = i;
      order = order.thenComparingLong(one -> Long.parseLong(one.key().get(place)));
    }
    Comparator<Neighbor> byNumbers = order;
    return neighbors -> neighbors.stream().sorted(byNumbers).toList();
  }

  /// @param ranges each in the order of distance and key, at least its nearest `limit` rows
  /// @param limit 1 or more
  public static List<Neighbor> nearest(List<List<Neighbor>> ranges, int limit, KeyOrder order)
      throws SQLException {
    List<Neighbor> merged = withTies(ranges, limit);
    List<Neighbor> tied = new ArrayList<>();
    for (int i = 0; i < merged.size(); i++) {
      if (isTied(merged, i)) {
        tied.add(merged.get(i));
      }
    }
    if (!tied.isEmpty()) {
      Map<Neighbor, Integer> places = places(order.sorted(tied));
      merged.sort(BY_DISTANCE.thenComparingInt(one -> places.getOrDefault(one, 0)));
    }
    return List.copyOf(merged.subList(0, Math.min(limit, merged.size())));
  }

  // So many, and those that are as near as the last of them.
  private static List<Neighbor> withTies(List<List<Neighbor>> ranges, int limit) {
    List<SortedSource<Neighbor, RuntimeException>> sources = new ArrayList<>();
    for (List<Neighbor> range : ranges) {
      Iterator<Neighbor> rows = range.iterator();
      sources.add(() -> rows.hasNext() ? rows.next() : null);
    }
    OrderedMerge<Neighbor, RuntimeException> merge =
        new OrderedMerge<>(sources, Neighbor::byDistance);
    List<Neighbor> merged = new ArrayList<>();
    @Nullable Neighbor next = merge.next();
    while (next != null
        && (merged.size() < limit || Neighbor.byDistance(merged.getLast(), next) == 0)) {
      merged.add(next);
      next = merge.next();
    }
    return merged;
  }

  private static boolean isTied(List<Neighbor> sorted, int index) {
    Neighbor one = sorted.get(index);
    return index > 0 && Neighbor.byDistance(sorted.get(index - 1), one) == 0
        || index + 1 < sorted.size() && Neighbor.byDistance(one, sorted.get(index + 1)) == 0;
  }

  private static Map<Neighbor, Integer> places(List<Neighbor> sorted) {
    Map<Neighbor, Integer> places = new HashMap<>();
    for (Neighbor one : sorted) {
      places.put(one, places.size());
    }
    return places;
  }
}

package dev.plimsoll.scan.range;

import dev.plimsoll.scan.range.KeySpace.CutPoint;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Keys whose middle only their database knows: text under a collation, UUIDs, composite keys. A
/// probe asks it, for example for the key at half of an index range's estimated rows.
///
/// @param order as the database orders them. Where Java cannot know it (a collation), keep the
///     ranges in that database and let it compare
/// @param extents rows in a range, estimated; infinity where unknown
/// @param probe asks the database
public record ProbedSpace<K>(
    Comparator<? super K> order,
    ToDoubleFunction<ScanRange<K>> extents,
    Function<ScanRange<K>, CutPoint<K>> probe)
    implements KeySpace<K> {
  @Override
  public double extent(ScanRange<K> range) {
    return extents.applyAsDouble(range);
  }

  @Override
  public CutPoint<K> cut(ScanRange<K> range) {
    return probe.apply(range);
  }
}

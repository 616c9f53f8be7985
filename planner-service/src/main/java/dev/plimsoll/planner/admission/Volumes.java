package dev.plimsoll.planner.admission;

import org.jspecify.annotations.Nullable;

/// Free space where a build's files go, in bytes.
///
/// @param index on the volume of the tablespace that new indexes go to; null where nobody can tell
/// @param temporary on the volume of temporary files; null where nobody can tell
/// @param wal on the volume of the data directory; null where nobody can tell
/// @param shared indexes and temporary files are on one volume
public record Volumes(
    @Nullable Long index, @Nullable Long temporary, @Nullable Long wal, boolean shared) {
  public static final Volumes UNKNOWN = new Volumes(null, null, null, true);

  /// What builds may still take of each.
  ///
  /// @param index Long.MAX_VALUE where nobody knows
  /// @param temporary Long.MAX_VALUE where nobody knows
  /// @param shared both are of one volume
  public record Free(long index, long temporary, boolean shared) {
    public static final Free UNKNOWN = new Free(Long.MAX_VALUE, Long.MAX_VALUE, true);
  }

  /// @param reserve that stays free on each
  Free less(long reserve) {
    return new Free(less(index, reserve), less(temporary, reserve), shared);
  }

  /// The least of them; null where nobody can tell any.
  public @Nullable Long least() {
    Long least = null;
    for (Long each : new Long[] {index, temporary, wal}) {
      least = each == null ? least : least == null ? each : Long.valueOf(Math.min(each, least));
    }
    return least;
  }

  private static long less(@Nullable Long free, long reserve) {
    return free == null ? Long.MAX_VALUE : Math.max(0, free - reserve);
  }
}

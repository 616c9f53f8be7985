package dev.plimsoll.planner.admission;

import org.jspecify.annotations.Nullable;

/// Free space on the volumes of a build, in bytes; null where unknown.
///
/// @param index volume of the tablespace of new indexes
/// @param temporary volume of temporary files
/// @param wal volume of the data directory
/// @param shared indexes and temporary files share a volume
public record Volumes(
    @Nullable Long index, @Nullable Long temporary, @Nullable Long wal, boolean shared) {
  public static final Volumes UNKNOWN = new Volumes(null, null, null, true);

  /// Bytes that builds may still take of each volume; Long.MAX_VALUE where unknown.
  ///
  /// @param shared both are one volume
  public record Free(long index, long temporary, boolean shared) {
    public static final Free UNKNOWN = new Free(Long.MAX_VALUE, Long.MAX_VALUE, true);
  }

  /// @param reserve bytes kept free on each volume
  Free less(long reserve) {
    return new Free(less(index, reserve), less(temporary, reserve), shared);
  }

  /// The smallest of the three; null where all are unknown.
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

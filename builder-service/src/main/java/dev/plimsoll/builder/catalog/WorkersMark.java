package dev.plimsoll.builder.catalog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Mark that keeps the former `parallel_workers` of a table while a build changes it.
///
/// It is a type without values in the table's schema, made and dropped in the transactions that set
/// the parameter and reset it. So it survives crashes, takes no space, and leaves the table and its
/// comments alone. Its name holds all values.
///
/// @param table oid
/// @param asked value set by the build
/// @param before former value; null where unset
public record WorkersMark(long table, int asked, @Nullable Integer before) {
  static final String PREFIX = "plimsoll_workers_";
  private static final String NONE = "none";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)_(\\d+)_(\\d+|none)");

  public String name() {
    return PREFIX + table + "_" + asked + "_" + (before == null ? NONE : before);
  }

  /// Empty for any other name.
  public static Optional<WorkersMark> of(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new WorkersMark(
            Long.parseLong(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            parts.group(3).equals(NONE) ? null : Integer.valueOf(parts.group(3))));
  }
}

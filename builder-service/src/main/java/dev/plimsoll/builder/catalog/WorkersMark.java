package dev.plimsoll.builder.catalog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Remembers what `parallel_workers` of a table was before a build set it, until it is set back.
///
/// It is a type without values beside the table, made in the transaction that sets the parameter
/// and dropped in the one that sets it back. So it survives whatever may die, takes no room, and
/// leaves the table itself and its comments alone. All that it says is in its name.
///
/// @param table oid
/// @param asked the value that the build set
/// @param before the value to set back; null where there was none
public record WorkersMark(long table, int asked, @Nullable Integer before) {
  static final String PREFIX = "plimsoll_workers_";
  private static final String NONE = "none";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)_(\\d+)_(\\d+|none)");

  /// Of the type, in the table's schema.
  public String name() {
    return PREFIX + table + "_" + asked + "_" + (before == null ? NONE : before);
  }

  /// Empty for a name that is none of these.
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

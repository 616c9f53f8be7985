package dev.plimsoll.health.finding;

import java.util.Locale;

/// Kind of a finding. Its [#value] is stable: stored, filtered by and documented.
public enum FindingCode {
  INDEX_UNUSED("an index that nothing reads"),
  INDEX_DUPLICATE("an index that another one equals"),
  INDEX_PREFIX_COVERED("an index whose reads another one serves"),
  INDEX_INVALID("an index that a failed build has left behind"),
  INDEX_BLOATED("an index much larger than its content"),
  FOREIGN_KEY_UNINDEXED("a foreign key without an index on the referencing side"),
  TABLE_BLOATED("a table much larger than its content"),
  STATISTICS_MISSING("columns that were never analysed"),
  STATISTICS_STALE("a table that has changed much since it was analysed"),
  STATISTICS_TARGET_LOW("a column whose list of common values is too short"),
  COLUMNS_CORRELATED("columns that depend on each other, which the planner does not know"),
  VACUUM_LAGGING("dead rows beyond what autovacuum lets stand"),
  WRAPAROUND_NEAR("transaction ids that are to be frozen"),
  SNAPSHOT_HELD("a snapshot that keeps dead rows from being removed"),
  SEQUENCE_ENDING("a sequence near its end"),
  INTEGER_KEY_ENDING("an integer column near the end of its type"),
  PARTITION_ENDING("a table by time whose newest partition ends soon"),
  PARTITION_DEFAULT_FILLED("rows in the DEFAULT partition of a table by time"),
  VECTOR_RECALL_LOW("an index of vectors that misses many of the nearest rows"),
  VECTOR_LISTS_OUTGROWN("lists of an IVFFlat index that its rows have outgrown"),
  /// Only withheld: what is said of its table is unknown.
  TABLE_UNREADABLE("a table that could not be looked at");

  private final String words;

  FindingCode(String words) {
    this.words = words;
  }

  /// For example `index-unused`.
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String words() {
    return words;
  }
}

package dev.plimsoll.maintenance.action;

import java.util.Locale;

/// Kind of an action. A policy says of each kind whether it is done. Its [#value] is stable.
public enum ActionKind {
  ANALYZE("collect statistics"),
  VACUUM("remove dead rows"),
  FREEZE("freeze old rows before transaction ids run out"),
  REINDEX("build an index anew beside the old one"),
  DROP_LEFTOVER("drop what a REINDEX CONCURRENTLY that failed has left"),
  CREATE_PARTITION("make the next partition of a table by time"),
  DROP_PARTITION("drop a partition that is older than its table keeps");

  private final String words;

  ActionKind(String words) {
    this.words = words;
  }

  /// For example `create-partition`.
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String words() {
    return words;
  }
}

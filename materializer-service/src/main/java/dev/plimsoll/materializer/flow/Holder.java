package dev.plimsoll.materializer.flow;

/// A holder of dead rows.
///
/// @param kind without names: `session`, `standby`, `prepared` or `slot`
/// @param description for people, with names
/// @param fix as SQL where possible
record Holder(String kind, String description, String fix) {
  /// A session in a transaction with a snapshot or with writes.
  static Holder session(int pid, String user, String application) {
    return new Holder(
        "session",
        "session pid %d, user %s, application '%s'".formatted(pid, user, application),
        "Let it end its transaction, or SELECT pg_terminate_backend(%d)".formatted(pid));
  }

  /// A standby that reports its queries (`hot_standby_feedback`).
  static Holder standby(int pid, String user, String application) {
    return new Holder(
        "standby",
        "query on a standby, by its sender pid %d, user %s, application '%s'"
            .formatted(pid, user, application),
        "End the query on the standby, or set hot_standby_feedback = off there");
  }

  /// A prepared transaction, which survives a restart.
  static Holder prepared(String name, String owner) {
    String literal = name.replace("'", "''");
    return new Holder(
        "prepared",
        "prepared transaction '%s', user %s".formatted(name, owner),
        "COMMIT PREPARED '%s' or ROLLBACK PREPARED '%s'".formatted(literal, literal));
  }

  /// A replication slot with the last report of its standby, which survives a restart.
  static Holder slot(String name) {
    return new Holder(
        "slot",
        "replication slot %s".formatted(name),
        "Start its standby or end the query there, or SELECT pg_drop_replication_slot('%s')"
            .formatted(name));
  }
}

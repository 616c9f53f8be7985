package dev.plimsoll.materializer.flow;

/// Who keeps rows that are dead from being cleared, and what ends it.
sealed interface Holder {
  /// For people, with what tells it from others.
  String description();

  /// What ends it, as SQL where that is all.
  String fix();

  /// A session in a transaction that has a snapshot or has written.
  record Session(int pid, String user, String application) implements Holder {
    @Override
    public String description() {
      return "session pid %d, user %s, application '%s'".formatted(pid, user, application);
    }

    @Override
    public String fix() {
      return "Let it end its transaction, or SELECT pg_terminate_backend(%d)".formatted(pid);
    }
  }

  /// A standby that tells of the queries that run there (`hot_standby_feedback`).
  record Standby(int pid, String user, String application) implements Holder {
    @Override
    public String description() {
      return "query on a standby, by its sender pid %d, user %s, application '%s'"
          .formatted(pid, user, application);
    }

    @Override
    public String fix() {
      return "End the query on the standby, or set hot_standby_feedback = off there";
    }
  }

  /// A transaction that somebody has prepared and not ended. It survives a restart.
  record Prepared(String name, String owner) implements Holder {
    @Override
    public String description() {
      return "prepared transaction '%s', user %s".formatted(name, owner);
    }

    @Override
    public String fix() {
      String literal = name.replace("'", "''");
      return "COMMIT PREPARED '%s' or ROLLBACK PREPARED '%s'".formatted(literal, literal);
    }
  }

  /// A replication slot that remembers what its standby had told. It survives a restart.
  record Slot(String name) implements Holder {
    @Override
    public String description() {
      return "replication slot %s".formatted(name);
    }

    @Override
    public String fix() {
      return "Start its standby or end the query there, or SELECT pg_drop_replication_slot('%s')"
          .formatted(name);
    }
  }
}

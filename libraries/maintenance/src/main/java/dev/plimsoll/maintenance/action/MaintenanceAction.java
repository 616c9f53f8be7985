package dev.plimsoll.maintenance.action;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// An action on one table. Jobs carry it as JSON. Immutable.
///
/// Two actions with the same [#subject] and kind are the same work.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MaintenanceAction.Analyze.class, name = "analyze"),
  @JsonSubTypes.Type(value = MaintenanceAction.Vacuum.class, name = "vacuum"),
  @JsonSubTypes.Type(value = MaintenanceAction.Rebuild.class, name = "reindex"),
  @JsonSubTypes.Type(value = MaintenanceAction.DropLeftover.class, name = "drop-leftover"),
  @JsonSubTypes.Type(value = MaintenanceAction.CreatePartition.class, name = "create-partition"),
  @JsonSubTypes.Type(value = MaintenanceAction.DropPartition.class, name = "drop-partition")
})
public sealed interface MaintenanceAction {
  /// The table that is claimed meanwhile.
  QualifiedName table();

  ActionKind kind();

  /// What is mended: the table, or one of its indexes or partitions.
  QualifiedName subject();

  /// Collects statistics.
  ///
  /// @param columns empty for all
  record Analyze(QualifiedName table, List<String> columns) implements MaintenanceAction {
    public Analyze {
      columns = List.copyOf(columns);
    }

    @Override
    public ActionKind kind() {
      return ActionKind.ANALYZE;
    }

    @Override
    public QualifiedName subject() {
      return table;
    }
  }

  /// Removes dead rows, in indexes too.
  ///
  /// @param freeze reads every page that is not all frozen
  record Vacuum(QualifiedName table, boolean freeze) implements MaintenanceAction {
    @Override
    public ActionKind kind() {
      return freeze ? ActionKind.FREEZE : ActionKind.VACUUM;
    }

    @Override
    public QualifiedName subject() {
      return table;
    }
  }

  /// Builds an index anew beside the old one.
  record Rebuild(QualifiedName table, QualifiedName index) implements MaintenanceAction {
    @Override
    public ActionKind kind() {
      return ActionKind.REINDEX;
    }

    @Override
    public QualifiedName subject() {
      return index;
    }
  }

  /// Drops an INVALID index that a REINDEX CONCURRENTLY has left behind.
  record DropLeftover(QualifiedName table, QualifiedName index) implements MaintenanceAction {
    @Override
    public ActionKind kind() {
      return ActionKind.DROP_LEFTOVER;
    }

    @Override
    public QualifiedName subject() {
      return index;
    }
  }

  /// Makes a partition of a table by one range.
  ///
  /// @param from lower end as PostgreSQL reads it, without quotes
  /// @param to upper end, which is not part of it
  record CreatePartition(QualifiedName table, QualifiedName partition, String from, String to)
      implements MaintenanceAction {
    @Override
    public ActionKind kind() {
      return ActionKind.CREATE_PARTITION;
    }

    @Override
    public QualifiedName subject() {
      return partition;
    }
  }

  /// Detaches a partition and drops it with its rows.
  ///
  /// @param to the upper end that it must have, so that no other partition of that name goes
  record DropPartition(QualifiedName table, QualifiedName partition, String to)
      implements MaintenanceAction {
    @Override
    public ActionKind kind() {
      return ActionKind.DROP_PARTITION;
    }

    @Override
    public QualifiedName subject() {
      return partition;
    }
  }
}

package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView.State;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.maintenance.action.ActionKind;
import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.decision.ActionNeeds;
import dev.plimsoll.maintenance.run.RunContext.FirstLook;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Row of an action.
///
/// @param byHand goes on while maintenance is stopped
/// @param jobId 0 for none
record StoredAction(
    UUID id,
    String database,
    MaintenanceAction action,
    int priority,
    boolean byHand,
    State state,
    long jobId,
    int attempts,
    ActionNeeds needs,
    @Nullable FirstLook firstLook) {
  static final String COLUMNS =
      """
      a.id, a.number, a.database, a.kind, a.table_schema, a.table_name, a.subject_schema,
      a.subject_name, a.action, a.reason, a.effect, a.priority, a.by_hand, a.approved_by, a.state,
      a.job_id, a.attempts, a.milli_cores, a.memory_bytes, a.temporary_bytes, a.disk_bytes,
      a.runtime_seconds, a.first_look, a.detail, a.bytes_before, a.bytes_after, a.created_at,
      a.started_at, a.ended_at
      """;

  boolean open() {
    return switch (state) {
      case PROPOSED, QUEUED, RUNNING -> true;
      case DONE, NOT_NEEDED, REFUSED, FAILED, CANCELED -> false;
    };
  }

  boolean ofIndex() {
    return action.kind() == ActionKind.REINDEX || action.kind() == ActionKind.DROP_LEFTOVER;
  }

  static StoredAction of(ResultSet row) throws SQLException {
    @Nullable String look = row.getString("first_look");
    return new StoredAction(
        Objects.requireNonNull(row.getObject("id", UUID.class)),
        row.getString("database"),
        Json.read(row.getString("action"), MaintenanceAction.class),
        row.getInt("priority"),
        row.getBoolean("by_hand"),
        State.valueOf(row.getString("state")),
        row.getLong("job_id"),
        row.getInt("attempts"),
        new ActionNeeds(
            row.getInt("milli_cores"),
            row.getLong("memory_bytes"),
            row.getLong("temporary_bytes"),
            row.getLong("disk_bytes"),
            Duration.ofSeconds(row.getLong("runtime_seconds"))),
        look == null ? null : Json.read(look, FirstLook.class));
  }

  static MaintenanceActionView view(ResultSet row) throws SQLException {
    return new MaintenanceActionView(
        row.getString("id"),
        row.getLong("number"),
        row.getString("kind"),
        new QualifiedName(row.getString("table_schema"), row.getString("table_name")).toString(),
        new QualifiedName(row.getString("subject_schema"), row.getString("subject_name"))
            .toString(),
        row.getString("reason"),
        row.getString("effect"),
        row.getInt("priority"),
        OpenEnum.of(State.valueOf(row.getString("state"))),
        row.getString("approved_by"),
        row.getInt("attempts"),
        row.getString("detail"),
        row.getLong("bytes_before"),
        row.getLong("bytes_after"),
        Columns.instant(row, "created_at"),
        Columns.instantOrNull(row, "started_at"),
        Columns.instantOrNull(row, "ended_at"));
  }
}

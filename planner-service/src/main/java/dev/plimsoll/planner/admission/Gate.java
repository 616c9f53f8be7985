package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says whether anything may be sent to a database now.
public interface Gate {
  /// Lets everything through.
  Gate OPEN = _ -> new Answer(List.of(), null, Long.MAX_VALUE);

  Answer ask(Question question);

  /// @param pausedBy null where nobody paused it
  /// @param replicaLagBytes of its load line
  record Question(
      String database,
      DatabaseAddress address,
      @Nullable String pausedBy,
      @Nullable MaintenanceWindow window,
      long replicaLagBytes) {}

  /// @param hold why nothing may be sent, in a sentence; null where it may
  /// @param diskFree that builds may still take; Long.MAX_VALUE where nobody knows
  record Answer(List<Admission> verdicts, @Nullable String hold, long diskFree) {
    public Answer {
      verdicts = List.copyOf(verdicts);
    }
  }
}

package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gate that decides whether builds may be sent to a database. A database that cannot be probed
/// holds.
public interface AdmissionGate {
  AdmissionGate OPEN = _ -> new Answer(List.of(), null, Volumes.Free.UNKNOWN);

  /// Answer for display, from a probe that may be some seconds old.
  Answer ask(Question question);

  /// Answer for a dispatch, from a probe made now.
  default Answer askAfresh(Question question) {
    return ask(question);
  }

  /// Starts a probe, so that a caller who then asks about several databases waits only for the
  /// slowest.
  default void look(Question question) {}

  /// @param pausedBy null where it is not paused
  /// @param replicas limits of its load line
  record Question(
      String database,
      DatabaseAddress address,
      @Nullable String pausedBy,
      @Nullable MaintenanceWindow window,
      ReplicaLag replicas) {}

  /// @param hold why nothing may be sent, in one sentence; null where builds may be sent
  /// @param free space that builds may still take
  record Answer(List<Admission> verdicts, @Nullable String hold, Volumes.Free free) {
    public Answer {
      verdicts = List.copyOf(verdicts);
    }
  }
}

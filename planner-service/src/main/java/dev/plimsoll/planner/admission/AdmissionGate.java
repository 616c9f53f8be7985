package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says whether anything may be sent to a database now. What nobody could look at holds.
public interface AdmissionGate {
  /// Lets everything through.
  AdmissionGate OPEN = _ -> new Answer(List.of(), null, Volumes.Free.UNKNOWN);

  /// By what was seen some seconds ago at most: for people.
  Answer ask(Question question);

  /// By what is seen now: for who is about to send.
  default Answer askAfresh(Question question) {
    return ask(question);
  }

  /// Begins to look, so that who asks afresh about several waits for the slowest alone.
  default void look(Question question) {}

  /// @param pausedBy null where nobody paused it
  /// @param replicas of its load line
  record Question(
      String database,
      DatabaseAddress address,
      @Nullable String pausedBy,
      @Nullable MaintenanceWindow window,
      ReplicaLimits replicas) {}

  /// @param hold why nothing may be sent, in a sentence; null where it may
  /// @param free that builds may still take
  record Answer(List<Admission> verdicts, @Nullable String hold, Volumes.Free free) {
    public Answer {
      verdicts = List.copyOf(verdicts);
    }
  }
}

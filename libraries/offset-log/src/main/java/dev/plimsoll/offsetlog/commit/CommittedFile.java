package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.assignment.Admission;
import java.util.ArrayList;
import java.util.List;

/// The outcome of a file that was committed.
///
/// @param fileId of the file, also where it came before
/// @param resent the log had it already
/// @param outcomes one for each batch, in the file's order
public record CommittedFile(long fileId, boolean resent, List<Admission> outcomes) {
  /// What is said of a file that was committed twice for one request: what was placed the first
  /// time was placed, whatever came later.
  public CommittedFile andAgain(CommittedFile again) {
    List<Admission> both = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      Admission first = outcomes.get(i);
      both.add(first instanceof Admission.Placed ? first : again.outcomes().get(i));
    }
    return new CommittedFile(fileId, resent, both);
  }
}

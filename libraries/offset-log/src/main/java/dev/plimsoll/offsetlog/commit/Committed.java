package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.assignment.Admission;
import java.util.List;

/// The answer to a file.
///
/// @param fileId of the file, also where it came before
/// @param resent the log had it already
/// @param outcomes one for each batch, in the file's order
public record Committed(long fileId, boolean resent, List<Admission> outcomes) {}

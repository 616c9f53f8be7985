package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.history.HistoryChangedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An append of several files in one transaction, in their order, as long as all of them are new.
/// After a crash or a resend each is kept by itself.
public final class FilesTogether {
  private final FileNumbering numbering;
  private final FileAppend files;

  public FilesTogether(FileNumbering numbering, FileAppend files) {
    this.numbering = numbering;
    this.files = files;
  }

  /// When it returns, they are durable, except those that it returns.
  ///
  /// @param together in the order in which they are to get their offsets
  /// @return why the log cannot have a file, by its place: UNKNOWN_PARTITION or FILE_CONFLICT
  /// @throws SQLException some are kept; the same call again tells all of them
  public Map<Integer, PlimsollException> append(List<FileAppended> together)
      throws SQLException, InterruptedException {
    Map<Integer, PlimsollException> refused = new HashMap<>();
    List<LogFile> numbered = new ArrayList<>(together.size());
    for (int place = 0; place < together.size(); place++) {
      try {
        numbered.add(numbering.number(together.get(place)));
      } catch (PlimsollException e) {
        refused.put(place, e);
      }
    }
    if (numbered.size() < 2 || !areKept(numbered)) {
      oneByOne(together, refused);
    }
    return refused;
  }

  private void oneByOne(List<FileAppended> together, Map<Integer, PlimsollException> refused)
      throws SQLException, InterruptedException {
    for (int place = 0; place < together.size(); place++) {
      if (!refused.containsKey(place)) {
        try {
          numbering.pass(together.get(place), files::append);
        } catch (PlimsollException e) {
          refused.put(place, e);
        }
      }
    }
  }

  private boolean areKept(List<LogFile> together) throws SQLException {
    try {
      return files.appendNew(together);
    } catch (HistoryChangedException _) {
      // One by one they get the numbers that they have now.
      return false;
    }
  }
}

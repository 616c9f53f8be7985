package dev.plimsoll.maintenance.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Surroundings of a run: sessions, the word to stop, and what earlier attempts noted.
public interface RunContext {
  /// A session of the target in auto-commit mode.
  Connection open(String application) throws SQLException;

  /// Why the run is to stop now; null to go on. Asked about once a second, from another thread.
  @Nullable String stop();

  /// What the first attempt noted; null before it did.
  @Nullable FirstLook before();

  /// Keeps a note for later attempts. When this returns, it outlives this process.
  void note(FirstLook before) throws SQLException;

  /// A subject as the first attempt found it, by which later ones know what is their own.
  ///
  /// @param subject its oid: a rebuilt index has another
  /// @param copies oids of an index' INVALID copies that were there already
  record FirstLook(long subject, List<Long> copies, long bytes) {
    public FirstLook {
      copies = List.copyOf(copies);
    }
  }
}

package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.offsetlog.group.GroupCommit;
import java.sql.SQLException;
import java.util.List;

/// Lets files that come while others are at work share a transaction, by the class by which
/// ours do: the same rule for whoever takes part in it.
final class SharedAppends {
  // As many as ours has under way.
  private static final int AT_ONCE = 2;

  /// Appends files in one transaction, on one connection.
  @FunctionalInterface
  interface Together {
    /// Durable when it returns.
    void append(List<GeneratedFile> files) throws SQLException;
  }

  private final ThreadLocal<Together> own = new ThreadLocal<>();
  private final GroupCommit<GeneratedFile, Boolean> group =
      new GroupCommit<>(
          AT_ONCE,
          (files, answers) -> {
            own.get().append(files);
            for (int place = 0; place < files.size(); place++) {
              answers.answer(place, true);
            }
          });

  /// @param together on the connection of the one thread that appends by the writer
  Sequencer.Writer writer(Together together) {
    return file -> {
      own.set(together);
      try {
        group.commit(file);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("broken off", e);
      }
    };
  }

  /// A transaction for each file.
  static Sequencer.Writer alone(Together together) {
    return file -> together.append(List.of(file));
  }
}

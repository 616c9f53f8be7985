package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.offsetlog.group.GroupCommit;
import java.sql.SQLException;
import java.util.List;

/// Group commit for rivals, by the product's own class: files that come while others are at work
/// share a transaction.
final class SharedAppends {

  /// Appends files in one transaction, on one connection.
  @FunctionalInterface
  interface Together {
    /// Durable when it returns.
    void append(List<GeneratedFile> files) throws SQLException;
  }

  private final ThreadLocal<Together> own = new ThreadLocal<>();
  private final GroupCommit<GeneratedFile, Boolean> group =
      new GroupCommit<>(
          2, // commits at once, as ours
          (files, answers) -> {
            own.get().append(files);
            for (int place = 0; place < files.size(); place++) {
              answers.answer(place, true);
            }
          });

  /// @param together on the connection of the writer's thread
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

  static Sequencer.Writer alone(Together together) {
    return file -> together.append(List.of(file));
  }
}

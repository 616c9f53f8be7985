package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.Strategy;

/// Reads one claimed read task to its end, by its table's strategy.
final class TaskReader {
  private TaskReader() {}

  /// @throws dev.plimsoll.contracts.problem.PlimsollException with the code of what lastingly
  ///     prevents it
  static void read(ClaimedTask task) {
    switch (task.definition().strategy()) {
      case Strategy.Blocks _ -> new BlockReading(task).read();
      case Strategy.Keyset _ -> new KeyReading(task).read();
      case Strategy.Stream _ -> new StreamReading(task).read();
      case Strategy.Windows windows -> new WindowReading(task, windows).read();
    }
  }
}

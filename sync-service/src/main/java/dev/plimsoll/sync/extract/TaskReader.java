package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.ReadStrategy;

/// Reads one claimed read task to its end, by its table's strategy.
final class TaskReader {
  private TaskReader() {}

  /// @throws dev.plimsoll.contracts.problem.PlimsollException with the code of what lastingly
  ///     prevents it
  static void read(ClaimedTask task) {
    switch (task.definition().strategy()) {
      case ReadStrategy.Blocks _ -> new BlockReading(task).read();
      case ReadStrategy.Keyset _ -> new KeyReading(task).read();
      case ReadStrategy.Stream _ -> new StreamReading(task).read();
      case ReadStrategy.Windows windows -> new WindowReading(task, windows).read();
    }
  }
}

package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.ReadStrategy;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reading of one claimed read task to its end, by its table's strategy: what all strategies have
/// in common. It is tried again as long as that may help, from the last announced row on.
///
/// Not safe for use by several threads.
abstract class TaskReading {
  /// Step of a read task: what it has come to since the last one.
  ///
  /// @param batches with sequences that follow on each other; empty only at an end
  /// @param ranges whose rows are in the last of the batches, for a read task that empties a queue
  /// @param end nothing is left to read
  /// @param emptyQueries of this claim; counted at the end
  /// @param bounds how often the range's end was taken over, as far as the reader knows
  record TaskStep(
      List<Batch> batches, List<BlockRange> ranges, boolean end, int emptyQueries, int bounds) {}

  final ClaimedTask task;
  final TaskTools tools;

  /// Key of the last announced row; empty at the beginning, and where rows come in no order.
  List<String> announcedKey;

  private long announcedSequence;
  private long nextSequence;
  private int tries;
  private int emptyQueries;
  private @Nullable ObjectFile file;
  private byte @Nullable [] lastInFile;

  TaskReading(ClaimedTask task) {
    this.task = task;
    this.tools = task.tools();
    this.announcedKey = task.readTask().position().lastKey();
    this.announcedSequence = task.readTask().position().nextSequence();
  }

  static TaskReading of(ClaimedTask task) {
    return switch (task.definition().strategy()) {
      case ReadStrategy.Blocks _ -> new BlockReading(task);
      case ReadStrategy.Keyset _ -> new KeyReading(task);
      case ReadStrategy.Stream _ -> new StreamReading(task);
      case ReadStrategy.Windows windows -> new WindowReading(task, windows);
    };
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException with the code of what lastingly
  ///     prevents it
  final void read() {
    take(tools.effects().retrying("read task " + task.readTask().id(), this::tryOnce));
  }

  private TaskStep tryOnce() throws SQLException, IOException {
    boolean again = tries++ > 0;
    if (again) {
      forgetUnannounced();
    }
    if (again || task.readTask().attempt() > 1) {
      task.sweep();
    }
    nextSequence = announcedSequence;
    try {
      return readRest();
    } finally {
      abandonFile();
    }
  }

  /// Lets go of what an earlier try has taken and not announced.
  void forgetUnannounced() throws SQLException {}

  /// Reads what is not announced.
  ///
  /// @return the step with which the read task ends
  abstract TaskStep readRest() throws SQLException, IOException;

  /// How often the end of the range was taken over, as far as is known here.
  int bounds() {
    return task.readTask().bounds();
  }

  final TaskStep step(List<Batch> batches, List<BlockRange> ranges, boolean end) {
    return new TaskStep(batches, ranges, end, emptyQueries, bounds());
  }

  final void take(TaskStep step) {
    task.take(step);
    if (!step.batches().isEmpty()) {
      announcedSequence += step.batches().size();
      announcedKey = step.batches().getLast().lastKey();
    }
  }

  /// Counts a query that is about to be sent.
  final void countQuery() throws SQLException {
    tools.readTasks().countQuery(task.claim().table().id());
    tools.metrics().query();
  }

  /// Counts a query that has returned no row.
  final void countEmptyQuery() {
    emptyQueries++;
    tools.metrics().emptyQuery();
  }

  /// Adds a row to the file at hand; begins one where there is none.
  final void add(byte[] row) throws IOException {
    ObjectFile open = file;
    if (open == null) {
      open = new ObjectFile(task, nextSequence);
      file = open;
    }
    open.add(row);
    lastInFile = row;
  }

  /// The last row of the file at hand; null where there is none.
  final byte @Nullable [] lastInFile() {
    return lastInFile;
  }

  final boolean isFileFull() {
    return file != null && file.isFull();
  }

  /// Completes the file at hand.
  ///
  /// @param lastKey of its last row; empty where rows come in no order
  /// @throws IllegalStateException where there is none
  final Batch completeFile(List<String> lastKey) throws IOException {
    ObjectFile open = file;
    if (open == null) {
      throw new IllegalStateException("no file is being written");
    }
    Batch batch = open.complete(lastKey);
    abandonFile();
    nextSequence++;
    return batch;
  }

  /// Gives the file at hand up, unless it is complete.
  final void abandonFile() {
    ObjectFile open = file;
    file = null;
    lastInFile = null;
    if (open != null) {
      open.close();
    }
  }
}

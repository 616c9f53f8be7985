package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.ReadStrategy;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reading of one claimed read task to its end: the part that all strategies share. Failures that
/// may pass are retried, from the last announced row on.
///
/// Not safe for use by several threads.
abstract class TaskReading {
  /// Step of a read task: what was read since the last one.
  ///
  /// @param batches in sequence; empty only at an end
  /// @param ranges whose rows are in the last batch, for block reading
  /// @param end nothing is left to read
  /// @param emptyQueries of this claim; counted at the end
  /// @param bounds version of the range's end, as far as the reader knows
  record TaskStep(
      List<Batch> batches, List<BlockRange> ranges, boolean end, int emptyQueries, int bounds) {}

  final ClaimedTask task;
  final TaskTools tools;

  /// Key of the last announced row; empty at the beginning and where rows are in no order.
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

  /// @throws dev.plimsoll.contracts.problem.PlimsollException with the code of a lasting failure
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

  /// Releases what an earlier try has taken and not announced.
  void forgetUnannounced() throws SQLException {}

  /// Reads the unannounced rest and returns the step that ends the read task.
  abstract TaskStep readRest() throws SQLException, IOException;

  /// Version of the range's end, as far as known here.
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

  final void countQuery() throws SQLException {
    tools.readTasks().countQuery(task.claim().table().id());
    tools.metrics().query();
  }

  final void countEmptyQuery() {
    emptyQueries++;
    tools.metrics().emptyQuery();
  }

  final void add(byte[] row) throws IOException {
    ObjectFile open = file;
    if (open == null) {
      open = new ObjectFile(task, nextSequence);
      file = open;
    }
    open.add(row);
    lastInFile = row;
  }

  /// Last row of the current file; null without one.
  final byte @Nullable [] lastInFile() {
    return lastInFile;
  }

  final boolean isFileFull() {
    return file != null && file.isFull();
  }

  /// Completes the current file, which must exist.
  ///
  /// @param lastKey of its last row; empty where rows are in no order
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

  final void abandonFile() {
    ObjectFile open = file;
    file = null;
    lastInFile = null;
    if (open != null) {
      open.close();
    }
  }
}

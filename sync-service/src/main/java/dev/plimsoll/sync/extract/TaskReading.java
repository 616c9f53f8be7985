package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.BlockSession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.sync.table.FileSettings.FileSizing;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reading of one claimed read task to its end: the part that all strategies share, and the two
/// that follow no key. Failures that may pass are retried, from the last announced row on.
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

  /// Reading of block ranges: a worker takes ranges from the table's queue and puts the rows of
  /// many into one file. Ranges are small against the table, so workers end at about the same time.
  private static final class BlockReading extends TaskReading {
    private final List<BlockRange> inFile = new ArrayList<>();

    BlockReading(ClaimedTask task) {
      super(task);
    }

    @Override
    void forgetUnannounced() throws SQLException {
      inFile.clear();
      tools.ranges().release(task.claim());
    }

    @Override
    TaskStep readRest() throws SQLException, IOException {
      try (BlockSession session = task.open(Source::blocks)) {
        Optional<BlockRange> range = tools.ranges().take(task.claim());
        while (range.isPresent()) {
          read(session, range.get());
          FileSizing sizing = task.definition().files().sizing();
          if (isFileFull() || (lastInFile() != null && sizing != null && sizing.perRange())) {
            take(completeFile(session, false));
          }
          range = tools.ranges().take(task.claim());
        }
        return completeFile(session, true);
      }
    }

    private void read(BlockSession session, BlockRange range) throws SQLException, IOException {
      tools.metrics().query();
      long count = 0;
      try (SourceRows rows = session.rows(range)) {
        for (byte[] row = rows.next(); row != null; row = rows.next()) {
          add(row);
          count++;
        }
      } catch (UnsupportedValueException e) {
        throw task.unsupported(place(session, range, count), e);
      }
      if (count == 0) {
        countEmptyQuery();
      }
      inFile.add(range);
    }

    private String place(BlockSession session, BlockRange range, long rowsBefore)
        throws SQLException {
      return task.inSnapshot(() -> session.place(range, rowsBefore))
          .orElseGet(() -> RowName.byOrdinal(rowsBefore + 1));
    }

    // Ranges without rows belong to no file: they stay taken until the read task ends.
    private TaskStep completeFile(BlockSession session, boolean end)
        throws SQLException, IOException {
      if (lastInFile() == null) {
        return step(List.of(), List.of(), end);
      }
      List<Batch> batches = List.of(completeFile(List.of()));
      List<BlockRange> ranges = List.copyOf(inFile);
      if (task.definition().comparesWithSource()) {
        batches = FileProof.prove(task, batches, () -> session.digest(ranges));
      }
      inFile.clear();
      return step(batches, ranges, end);
    }
  }

  /// Reading of a whole table by one query, in no order. It cannot be resumed, so its objects are
  /// announced together with its end.
  private static final class StreamReading extends TaskReading {
    StreamReading(ClaimedTask task) {
      super(task);
    }

    @Override
    TaskStep readRest() throws SQLException, IOException {
      countQuery();
      try (WholeTable table = task.open(Source::whole)) {
        List<Batch> batches = write(table);
        if (task.definition().comparesWithSource()) {
          batches = FileProof.prove(task, batches, table::digest);
        }
        return step(batches, List.of(), true);
      }
    }

    private List<Batch> write(WholeTable table) throws SQLException, IOException {
      List<Batch> batches = new ArrayList<>();
      long count = 0;
      try (SourceRows rows = table.rows()) {
        for (byte[] row = rows.next(); row != null; row = rows.next()) {
          count++;
          add(row);
          if (isFileFull()) {
            batches.add(completeFile(List.of()));
          }
        }
      } catch (UnsupportedValueException e) {
        throw task.unsupported(RowName.byOrdinal(count), e);
      }
      if (count == 0) {
        countEmptyQuery();
      }
      if (lastInFile() != null) {
        batches.add(completeFile(List.of()));
      }
      return batches;
    }
  }
}

package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.BlockSession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.sync.table.FileSizing;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A worker on a table's queue of block ranges: takes the next one as long as there is one, and
/// puts the rows of many into one file. Ranges are small against the table, so workers end
/// together however unevenly rows and pages lie.
final class BlockReading {
  private final ClaimedTask task;
  private final TaskTools tools;
  private final List<BlockRange> inFile = new ArrayList<>();
  private long nextSequence;
  private int tries;
  private int emptyQueries;
  private @Nullable ObjectFile file;

  BlockReading(ClaimedTask task) {
    this.task = task;
    this.tools = task.tools();
    this.nextSequence = task.readTask().nextSequence();
  }

  void read() {
    TaskStep rest = tools.effects().retrying("read task " + task.readTask().id(), this::readRanges);
    task.take(rest);
  }

  // What was not in a complete object when a session broke is read again by whoever takes it.
  private TaskStep readRanges() throws SQLException, IOException {
    if (tries > 0) {
      inFile.clear();
      tools.ranges().release(task.claim());
    }
    if (tries > 0 || task.readTask().attempt() > 1) {
      task.sweep();
    }
    tries++;
    try (BlockSession session = task.open(Source::blocks)) {
      Optional<BlockRange> range = tools.ranges().take(task.claim());
      while (range.isPresent()) {
        read(session, range.get());
        if (isFileAtEnd()) {
          task.take(completeFile(session, false));
        }
        range = tools.ranges().take(task.claim());
      }
      return completeFile(session, true);
    } finally {
      abandonFile();
    }
  }

  private void read(BlockSession session, BlockRange range) throws SQLException, IOException {
    tools.metrics().query();
    long count = 0;
    try (SourceRows rows = session.rows(range)) {
      for (byte[] row = rows.next(); row != null; row = rows.next()) {
        file().add(row);
        count++;
      }
    } catch (UnsupportedValueException e) {
      throw task.unsupported(place(session, range, count), e);
    }
    if (count == 0) {
      emptyQueries++;
      tools.metrics().emptyQuery();
    }
    inFile.add(range);
  }

  private String place(BlockSession session, BlockRange range, long rowsBefore)
      throws SQLException {
    return task.inSnapshot(() -> session.place(range, rowsBefore))
        .orElseGet(() -> RowName.byOrdinal(rowsBefore + 1));
  }

  private ObjectFile file() throws IOException {
    ObjectFile open = file;
    if (open == null) {
      open = ObjectFile.begin(task, nextSequence);
      file = open;
    }
    return open;
  }

  private boolean isFileAtEnd() {
    FileSizing sizing = task.definition().sizing();
    return file != null && (file.isFull() || (sizing != null && sizing.perRange()));
  }

  // Ranges that held no row have no file to be in: they stay taken until the read task has ended.
  private TaskStep completeFile(BlockSession session, boolean end)
      throws SQLException, IOException {
    ObjectFile open = file;
    if (open == null) {
      return step(List.of(), List.of(), end);
    }
    Batch batch = open.complete(List.of());
    abandonFile();
    nextSequence = batch.sequence() + 1;
    if (task.definition().proof()) {
      List<BlockRange> ranges = List.copyOf(inFile);
      batch = FileProof.prove(task, List.of(batch), () -> session.digest(ranges)).getFirst();
    }
    TaskStep step = step(List.of(batch), List.copyOf(inFile), end);
    inFile.clear();
    return step;
  }

  private TaskStep step(List<Batch> batches, List<BlockRange> ranges, boolean end) {
    return new TaskStep(batches, ranges, end, emptyQueries, task.readTask().bounds());
  }

  private void abandonFile() {
    ObjectFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}

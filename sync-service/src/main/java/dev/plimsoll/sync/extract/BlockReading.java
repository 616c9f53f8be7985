package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.BlockSession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.sync.table.FileSettings.FileSizing;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reading of block ranges: a worker takes ranges from the table's queue and puts the rows of many
/// into one file. Ranges are small against the table, so workers end at about the same time.
final class BlockReading extends TaskReading {
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

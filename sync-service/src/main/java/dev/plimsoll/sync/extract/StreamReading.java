package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.RowName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reading of a whole table by one query, in no order. It cannot be resumed, so its objects are
/// announced together with its end.
final class StreamReading extends TaskReading {
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

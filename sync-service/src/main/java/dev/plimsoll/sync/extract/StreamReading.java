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

/// One query for a whole table, in no order: nothing tells where to go on, so its objects are
/// announced together with its end.
final class StreamReading {
  private final ClaimedTask task;
  private final TaskTools tools;
  private int tries;
  private int emptyQueries;
  private long rowsRead;

  StreamReading(ClaimedTask task) {
    this.task = task;
    this.tools = task.tools();
  }

  void read() {
    List<Batch> batches =
        tools.effects().retrying("read task " + task.readTask().id(), this::readWhole);
    task.take(new TaskStep(batches, List.of(), true, emptyQueries, task.readTask().bounds()));
  }

  private List<Batch> readWhole() throws SQLException, IOException {
    if (tries > 0 || task.readTask().attempt() > 1) {
      task.sweep();
    }
    tries++;
    rowsRead = 0;
    tools.readTasks().countQuery(task.claim().table().id());
    tools.metrics().query();
    try (WholeTable table = task.open(Source::whole)) {
      List<Batch> batches;
      try (SourceRows rows = table.rows()) {
        batches = write(rows);
      }
      return task.definition().proof() ? FileProof.prove(task, batches, table::digest) : batches;
    }
  }

  private List<Batch> write(SourceRows rows) throws SQLException, IOException {
    List<Batch> batches = new ArrayList<>();
    byte[] row = rows.next();
    if (row == null) {
      emptyQueries++;
      tools.metrics().emptyQuery();
    }
    while (row != null) {
      long sequence = task.readTask().nextSequence() + batches.size();
      try (ObjectFile file = ObjectFile.begin(task, sequence)) {
        while (row != null && !file.isFull()) {
          add(file, row);
          row = rows.next();
        }
        batches.add(file.complete(List.of()));
      }
    }
    return batches;
  }

  private void add(ObjectFile file, byte[] row) throws IOException {
    rowsRead++;
    try {
      file.add(row);
    } catch (UnsupportedValueException e) {
      throw task.unsupported(RowName.byOrdinal(rowsRead), e);
    }
  }
}

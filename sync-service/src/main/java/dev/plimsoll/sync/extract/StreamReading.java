package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.column.UnsupportedValueException;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.source.CopyRows;
import dev.plimsoll.sync.source.RowName;
import dev.plimsoll.sync.source.SourceRows;
import dev.plimsoll.sync.source.SplitQuery;
import dev.plimsoll.sync.source.mariadb.MariaDbPlanned;
import dev.plimsoll.sync.source.mariadb.MariaDbWhole;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// One query for a whole table, in no order: nothing tells where to go on, so its objects are
/// announced together with its end.
final class StreamReading {
  private final SplitTask task;
  private final SplitTools tools;
  private int tries;
  private int emptyQueries;
  private long rowsRead;

  StreamReading(SplitTask task) {
    this.task = task;
    this.tools = task.tools();
  }

  void read() {
    List<Batch> batches =
        tools.effects().retrying("read split " + task.split().id(), this::readWhole);
    task.take(new SplitStep(batches, List.of(), true, emptyQueries, task.split().bounds()));
  }

  private List<Batch> readWhole() throws SQLException, IOException {
    if (tries > 0 || task.split().attempt() > 1) {
      task.sweep();
    }
    tries++;
    rowsRead = 0;
    tools.splits().countQuery(task.claim().table().id());
    tools.metrics().query();
    return switch (task.endpoint().kind()) {
      case POSTGRES -> {
        try (Connection session = task.open();
            SourceRows rows = CopyRows.guarded(session, copySql(), task.guard())) {
          List<Batch> batches = write(rows);
          yield task.definition().proof() ? FileProof.prove(task, batches, condition()) : batches;
        }
      }
      case MARIADB -> task.definition().proof() ? writeProven() : writeStream();
      case REDSHIFT -> throw Endpoints.notReadFrom(task.endpoint());
    };
  }

  private List<Batch> writeStream() throws SQLException, IOException {
    try (SourceRows rows = tools.mariaDb().stream(task.source(), program(), planned())) {
      return write(rows);
    }
  }

  // What the server is asked afterwards is of the moment that the rows were of.
  private List<Batch> writeProven() throws SQLException, IOException {
    try (MariaDbWhole table = tools.mariaDb().whole(task.source(), program(), planned())) {
      List<Batch> batches;
      try (SourceRows rows = table.rows()) {
        batches = write(rows);
      }
      return FileProof.prove(task, batches, table::digest);
    }
  }

  private MariaDbPlanned planned() {
    return task.claim().table().inMariaDb().inNoOrder();
  }

  private String program() {
    return "plimsoll-sync " + task.split().id();
  }

  private List<String> condition() {
    String filter = task.definition().filter();
    return List.of(filter == null ? "" : " WHERE " + filter);
  }

  private String copySql() {
    return SplitQuery.copy(task.guard(), List.of(), task.split().range(), List.of());
  }

  private List<Batch> write(SourceRows rows) throws SQLException, IOException {
    List<Batch> batches = new ArrayList<>();
    byte[] row = rows.next();
    if (row == null) {
      emptyQueries++;
      tools.metrics().emptyQuery();
    }
    while (row != null) {
      long sequence = task.split().nextSequence() + batches.size();
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
      throw task.uncarried(RowName.byOrdinal(rowsRead), e);
    }
  }
}

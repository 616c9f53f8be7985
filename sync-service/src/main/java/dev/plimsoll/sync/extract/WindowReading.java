package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.sync.sparse.SparseConfig;
import dev.plimsoll.sync.sparse.SparseSequenceAccumulator;
import dev.plimsoll.sync.sparse.WindowPlanner;
import dev.plimsoll.sync.sparse.WindowStep;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reading by windows of ids, the baseline for comparisons: one query for each window, gaps and
/// all, and keyset reading for what the planner defers.
final class WindowReading extends TaskReading {
  private static final Logger LOG = Logger.getLogger(WindowReading.class);

  private final RowKey rowKey;
  private final ReadStrategy.Windows strategy;
  // Counts rows only; they are in the file already, so their memory plays no part.
  private final SparseSequenceAccumulator accumulator;

  WindowReading(ClaimedTask task, ReadStrategy.Windows strategy) {
    super(task);
    this.strategy = strategy;
    this.rowKey =
        new RowKey(task.definition().columns(), task.definition().structure().keyColumns());
    this.accumulator = new SparseSequenceAccumulator(tools.thresholds().current().accumulation());
  }

  @Override
  TaskStep readRest() throws SQLException, IOException {
    try (KeySession session = task.open(Source::keys)) {
      Optional<IdWindow> ids = ids(session);
      if (ids.isPresent()) {
        read(session, ids.get());
      }
      completeFile();
      return step(List.of(), List.of(), true);
    }
  }

  private void read(KeySession session, IdWindow ids) throws SQLException, IOException {
    WindowPlanner planner = WindowPlanner.of(strategy, ids, tools.thresholds().current());
    while (true) {
      switch (planner.step()) {
        case WindowStep.Done() -> {
          return;
        }
        case WindowStep.Defer(IdWindow rest, String reason) -> {
          LOG.infof(
              "the rest is read by keyset: table=%s from=%d because=%s",
              task.claim().table().name(), rest.first(), reason);
          read(session, rest, ids);
          return;
        }
        case WindowStep.Read(IdWindow window) -> {
          long rows = read(session, window, ids);
          if (!strategy.accumulates() || accumulator.addChunk(rows, 0).with() != null) {
            completeFile();
          }
          // Thresholds may change at any time and apply from the next window on.
          SparseConfig config = tools.thresholds().current();
          accumulator.under(config.accumulation());
          planner = planner.returned(rows).under(config);
        }
      }
    }
  }

  // The last window has no upper bound: a number above the last id may overflow the column's type.
  private long read(KeySession session, IdWindow window, IdWindow ids)
      throws SQLException, IOException {
    countQuery();
    @Nullable String end =
        window.last() == ids.last() || window.end().isEmpty()
            ? null
            : Long.toString(window.end().getAsLong());
    ReadRange range = new ReadRange(Long.toString(window.first()), end);
    long count = 0;
    try (SourceRows rows = session.rows(range, List.of())) {
      for (byte[] row = rows.next(); row != null; row = rows.next()) {
        count++;
        if (isFileFull()) {
          completeFile();
        }
        add(row);
      }
    }
    if (count == 0) {
      countEmptyQuery();
    }
    return count;
  }

  private void completeFile() throws IOException {
    byte[] last = lastInFile();
    if (last != null) {
      take(step(List.of(completeFile(rowKey.of(last))), List.of(), false));
    }
  }

  private Optional<IdWindow> ids(KeySession session) throws SQLException {
    Optional<IdWindow> all = session.ids();
    if (all.isEmpty() || announcedKey.isEmpty()) {
      return all;
    }
    long first = Long.parseLong(announcedKey.getFirst()) + 1;
    long last = all.get().last();
    return first > last ? Optional.empty() : Optional.of(new IdWindow(first, last));
  }
}

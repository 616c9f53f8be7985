package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.sync.sparse.AdaptiveWindows;
import dev.plimsoll.sync.sparse.AdaptiveWindows.OnTerminate;
import dev.plimsoll.sync.sparse.EarlyTermination;
import dev.plimsoll.sync.sparse.FixedWindows;
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

/// The baselines: a query for each window of ids that a planner asks for, gaps and all, and keyset
/// reading for what it gives up on. There to be compared with: each window costs a query.
final class WindowReading {
  private static final Logger LOG = Logger.getLogger(WindowReading.class);

  private final ClaimedTask task;
  private final TaskTools tools;
  private final RowKey rowKey;
  private final ReadStrategy.Windows strategy;
  private long nextSequence;
  private List<String> announcedKey;
  private int tries;
  private int emptyQueries;
  private @Nullable ObjectFile file;
  private byte @Nullable [] lastRow;

  // The rows are on their way already; what they would take in memory plays no part.
  private final SparseSequenceAccumulator accumulator;

  WindowReading(ClaimedTask task, ReadStrategy.Windows strategy) {
    this.task = task;
    this.tools = task.tools();
    this.strategy = strategy;
    this.rowKey = new RowKey(task.definition().columns(), task.definition().keyColumns());
    this.nextSequence = task.readTask().nextSequence();
    this.announcedKey = task.readTask().lastKey();
    this.accumulator = new SparseSequenceAccumulator(tools.thresholds().current().accumulation());
  }

  void read() {
    tools.effects().retrying("read task " + task.readTask().id(), this::readRest);
    task.take(step(List.of(), true));
  }

  // From the last announced id on.
  private boolean readRest() throws SQLException, IOException {
    if (tries > 0 || task.readTask().attempt() > 1) {
      task.sweep();
    }
    tries++;
    try (KeySession session = task.open(Source::keys)) {
      Optional<IdWindow> ids = ids(session);
      if (ids.isPresent()) {
        read(session, ids.get());
      }
      completeFile();
      return true;
    } finally {
      abandonFile();
    }
  }

  private void read(KeySession session, IdWindow ids) throws SQLException, IOException {
    WindowPlanner planner = planner(ids);
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
          planner = underWhatHoldsNow(planner.returned(rows));
        }
      }
    }
  }

  // Thresholds may be changed by anybody at any time: the next window goes by the new ones.
  private WindowPlanner underWhatHoldsNow(WindowPlanner planner) {
    SparseConfig config = tools.thresholds().current();
    accumulator.under(config.accumulation());
    return planner.under(config);
  }

  private WindowPlanner planner(IdWindow ids) {
    SparseConfig config = tools.thresholds().current();
    return switch (strategy) {
      case ReadStrategy.Fixed(long width) -> new FixedWindows(ids, width);
      case ReadStrategy.EarlyTermination(long width) -> new EarlyTermination(ids, width, config);
      case ReadStrategy.Adaptive(long width) ->
          new AdaptiveWindows(ids, width, OnTerminate.SCALE_ON, config);
    };
  }

  // The last window has no end: a number above the last id may be none of the column's type.
  private long read(KeySession session, IdWindow window, IdWindow ids)
      throws SQLException, IOException {
    tools.readTasks().countQuery(task.claim().table().id());
    tools.metrics().query();
    @Nullable String end =
        window.last() == ids.last() || window.end().isEmpty()
            ? null
            : Long.toString(window.end().getAsLong());
    ReadRange range = new ReadRange(Long.toString(window.first()), end);
    long count = 0;
    try (SourceRows rows = session.rows(range, List.of())) {
      for (byte[] row = rows.next(); row != null; row = rows.next()) {
        count++;
        add(row);
      }
    }
    if (count == 0) {
      emptyQueries++;
      tools.metrics().emptyQuery();
    }
    return count;
  }

  private void add(byte[] row) throws IOException {
    ObjectFile open = file;
    if (open == null) {
      open = ObjectFile.begin(task, nextSequence);
      file = open;
    } else if (open.isFull()) {
      completeFile();
      add(row);
      return;
    }
    open.add(row);
    lastRow = row;
  }

  private void completeFile() throws IOException {
    ObjectFile open = file;
    byte[] last = lastRow;
    if (open == null || last == null) {
      return;
    }
    Batch batch = open.complete(rowKey.of(last));
    abandonFile();
    task.take(step(List.of(batch), false));
    nextSequence = batch.sequence() + 1;
    announcedKey = batch.lastKey();
  }

  private TaskStep step(List<Batch> batches, boolean end) {
    return new TaskStep(batches, List.of(), end, emptyQueries, task.readTask().bounds());
  }

  private void abandonFile() {
    ObjectFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  /// The ids that are left; empty for none.
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

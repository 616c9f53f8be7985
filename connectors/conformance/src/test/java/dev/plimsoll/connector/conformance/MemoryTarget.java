package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.column.TupleText;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchLoading;
import dev.plimsoll.connector.loading.BatchRows;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.connector.loading.KnownLoads.Known;
import dev.plimsoll.connector.loading.LoadOutcome;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.loading.TargetPlanning;
import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tables in this JVM as a target, of the suite's columns: the least that a target can be.
final class MemoryTarget implements Target {
  private final Map<QualifiedName, MemoryTable> tables = new HashMap<>();

  private MemoryTable table(TableLoad load) {
    MemoryTable table = tables.get(load.targetName());
    if (table == null) {
      throw refusal(ErrorCode.TARGET_REPLACED, load.targetName() + " is gone");
    }
    return table;
  }

  private static PlimsollException refusal(ErrorCode code, String why) {
    return new PlimsollException(code, why);
  }

  private synchronized MemoryTable owned(TableLoad load) {
    MemoryTable table = table(load);
    if (!table.owner.id().equals(load.id())) {
      throw refusal(ErrorCode.TARGET_OWNED, "another load has " + load.targetName());
    }
    return table;
  }

  synchronized List<String> rows(QualifiedName name) {
    MemoryTable table = tables.get(name);
    return table == null ? List.of() : table.rows.stream().map(table::text).toList();
  }

  @Override
  public synchronized void prepare(
      DatabaseAddress address, TableLoad load, List<Integer> partitions, KnownLoads known) {
    MemoryTable table = tables.get(load.targetName());
    if (table != null && !table.owner.id().equals(load.id())) {
      boolean atWork = !table.ended && known.load(table.owner.id()).known() == Known.AT_WORK;
      if (atWork || load.token().number() < table.owner.token().number()) {
        throw refusal(ErrorCode.TARGET_OWNED, "another load has " + load.targetName());
      }
      if (load.merging() == null && !table.rows.isEmpty()) {
        throw refusal(ErrorCode.TARGET_NOT_EMPTY, load.targetName() + " has rows");
      }
    }
    if (table == null) {
      table = new MemoryTable(load, load.merging() != null);
      tables.put(load.targetName(), table);
    }
    table.owner = load;
    table.ended = false;
    for (int partition : partitions) {
      table.progress(load).offsets.putIfAbsent(partition, 0L);
    }
  }

  @Override
  public synchronized boolean isPrepared(DatabaseAddress address, TableLoad load) {
    MemoryTable table = tables.get(load.targetName());
    return table != null && table.owner.id().equals(load.id());
  }

  @Override
  public synchronized long loadedOffsets(DatabaseAddress address, TableLoad load) {
    return table(load).progress(load).offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public synchronized void end(DatabaseAddress address, TableLoad load) {
    owned(load).ended = true;
  }

  @Override
  public synchronized void discard(DatabaseAddress address, TableLoad load) {
    if (!tables.containsKey(load.targetName())) {
      throw PlimsollException.conflict("there is nothing to discard");
    }
    MemoryTable table = owned(load);
    table.rows.clear();
    table.progress(load).offsets.replaceAll((_, _) -> 0L);
  }

  @Override
  public synchronized SqlDigest digest(
      DatabaseAddress address, String program, TableLoad load, @Nullable RowWindow window) {
    MemoryTable table = table(load);
    RowDigest digest = new RowDigest();
    TupleText text = new TupleText(load.columns());
    table.rows.stream()
        .filter(row -> window == null || isIn(MemoryTable.id(row), window))
        .forEach(row -> digest.add(text.of(row)));
    return new SqlDigest(TableDigest.of(digest), "", false);
  }

  private static boolean isIn(long id, RowWindow window) {
    return window.high() != null
        && id <= Long.parseLong(window.high())
        && (window.low() == null || id > Long.parseLong(window.low()));
  }

  @Override
  public TargetPlanning plan(DatabaseAddress address, String program) {
    return new TargetPlanning() {
      @Override
      public boolean exists(QualifiedName name) {
        return tables.containsKey(name);
      }

      @Override
      public void requireLoadable(QualifiedName name, List<Column> columns, KnownLoads known) {
        requireColumns(name, columns);
        if (!rows(name).isEmpty()) {
          throw refusal(ErrorCode.TARGET_NOT_EMPTY, name + " has rows");
        }
      }

      @Override
      public void requireMergeable(QualifiedName name, List<Column> columns, Merging merging) {
        requireColumns(name, columns);
        if (exists(name) && !tables.get(name).keyed) {
          throw refusal(ErrorCode.TARGET_MISMATCH, name + " has no key");
        }
      }

      private void requireColumns(QualifiedName name, List<Column> columns) {
        if (exists(name) && !tables.get(name).columns.equals(columns)) {
          throw refusal(ErrorCode.TARGET_MISMATCH, name + " has other columns");
        }
      }

      @Override
      public KeyForecast keys(QualifiedName name) {
        return new KeyForecast(rows(name).size(), 1);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized Optional<KeyDeletes> deletes(DatabaseAddress address, TableLoad load) {
    MemoryTable table = owned(load);
    return table.deleting ? Optional.empty() : Optional.of(new MemoryDeletes(table, load));
  }

  @Override
  public BatchLoading load(
      DatabaseAddress address, TableLoad load, int partition, BatchFiles files) {
    return new Loading(load, partition, files);
  }

  private final class Loading implements BatchLoading {
    private final TableLoad load;
    private final int partition;
    private final BatchFiles files;

    Loading(TableLoad load, int partition, BatchFiles files) {
      this.load = load;
      this.partition = partition;
      this.files = files;
    }

    private long offset() {
      return table(load).progress(load).offsets.get(partition);
    }

    @Override
    public LoadOutcome load(LoadableBatch batch) throws IOException {
      synchronized (MemoryTarget.this) {
        if (offset() >= batch.nextOffset()) {
          return LoadOutcome.ALREADY_THERE;
        }
        if (offset() != batch.baseOffset()) {
          throw refusal(ErrorCode.CHECK_FAILED, "the target is at offset " + offset());
        }
        if (!table(load).progress(load).busy.add(partition)) {
          return LoadOutcome.BUSY;
        }
      }
      try {
        List<byte[]> rows = rows(batch);
        synchronized (MemoryTarget.this) {
          owned(load).put(load, rows);
          table(load).progress(load).offsets.put(partition, batch.nextOffset());
        }
        return LoadOutcome.LOADED;
      } finally {
        synchronized (MemoryTarget.this) {
          table(load).progress(load).busy.remove(partition);
        }
      }
    }

    private List<byte[]> rows(LoadableBatch batch) throws IOException {
      List<byte[]> rows = new ArrayList<>();
      ByteBuilder row = new ByteBuilder(64);
      try (BatchRows read = files.open(batch)) {
        while (read.copyNext(row)) {
          rows.add(Arrays.copyOf(row.array(), row.size()));
          row.clear();
        }
      }
      if (rows.size() != batch.rows()) {
        throw refusal(ErrorCode.OBJECT_CORRUPT, "another number of rows than was announced");
      }
      return rows;
    }

    @Override
    public Optional<LoadOutcome> readBack(LoadableBatch batch) {
      synchronized (MemoryTarget.this) {
        return offset() >= batch.nextOffset() ? Optional.of(LoadOutcome.LOADED) : Optional.empty();
      }
    }

    @Override
    public MergeCounts counted() {
      synchronized (MemoryTarget.this) {
        return table(load).progress(load).counts;
      }
    }

    @Override
    public void close() {}
  }
}

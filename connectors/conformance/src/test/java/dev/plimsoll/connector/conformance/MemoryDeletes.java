package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.loading.DeleteProgress;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Deletes of a [MemoryTarget], all keys in one range. Versions of rows are told apart by their
/// arrays.
final class MemoryDeletes implements KeyDeletes {
  private final MemoryTable table;
  private final TableLoad load;
  private List<byte[]> snapshot = List.of();
  private List<byte[]> gone = List.of();
  private DeleteProgress progress;
  private Runnable uncommitted = () -> {};

  MemoryDeletes(MemoryTable table, TableLoad load) {
    this.table = table;
    this.load = load;
    this.progress = table.progress(load).deletes;
    table.deleting = true;
  }

  @Override
  public DeleteProgress progress() {
    return progress;
  }

  @Override
  public void takeSnapshot() {
    snapshot = List.copyOf(table.rows);
  }

  @Override
  public Found compare(SourceKeys source, BooleanSupplier wanted) throws SQLException {
    if (!wanted.getAsBoolean()) {
      throw new PlimsollException(ErrorCode.INTERRUPTED, "keys are to be compared no longer");
    }
    gone =
        source
            .ask(snapshot.stream().map(row -> List.of(Long.toString(MemoryTable.id(row)))).toList())
            .lacking()
            .stream()
            .map(snapshot::get)
            .toList();
    KeyRange all = new KeyRange(List.of(), List.of());
    return new Found(snapshot.size(), gone.size(), gone.isEmpty() ? List.of() : List.of(all));
  }

  @Override
  public void delete(@Nullable KeyRange range, boolean isLast) {
    List<byte[]> rows = range == null ? List.of() : gone;
    uncommitted =
        () -> {
          int before = table.rows.size();
          table.rows.removeIf(row -> rows.stream().anyMatch(one -> one == row));
          progress = new DeleteProgress(progress.deleted() + before - table.rows.size(), isLast);
          table.progress(load).deletes = progress;
        };
  }

  @Override
  public void commit() {
    uncommitted.run();
    uncommitted = () -> {};
  }

  @Override
  public void close() {
    table.deleting = false;
  }
}

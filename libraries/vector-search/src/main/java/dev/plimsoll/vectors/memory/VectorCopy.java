package dev.plimsoll.vectors.memory;

import dev.plimsoll.vectors.table.VectorTable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A table's vectors as one statement saw them, in this process's memory. Immutable.
public final class VectorCopy {
  private final VectorTable table;
  private final Instant asOf;
  private final Present present;
  private final Absent absent;

  VectorCopy(VectorTable table, Instant asOf, Present present, Absent absent) {
    this.table = table;
    this.asOf = asOf;
    this.present = present;
    this.absent = absent;
  }

  public VectorTable table() {
    return table;
  }

  /// When the statement began.
  public Instant asOf() {
    return asOf;
  }

  /// Rows with a vector.
  public int rows() {
    return present.vectors == null ? 0 : present.vectors.rows();
  }

  /// Rows without a vector, or with one of other dimensions than the first.
  public int absentRows() {
    return absent.rows;
  }

  /// About so many bytes of memory.
  public long bytes() {
    return (present.vectors == null ? 0 : present.vectors.bytes())
        + present.keys.bytes()
        + absent.keys.bytes();
  }

  Present present() {
    return present;
  }

  Absent absent() {
    return absent;
  }

  /// Rows with a vector.
  ///
  /// @param vectors null for none
  /// @param unscored rows whose scores say nothing, ascending
  record Present(@Nullable VectorRows vectors, RowKeys keys, RowNumbers unscored) {}

  /// Rows without one.
  record Absent(RowKeys keys, int rows) {}
}

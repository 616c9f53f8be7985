package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.vectors.memory.CopyRow.Bits;
import dev.plimsoll.vectors.table.KeyColumn;
import dev.plimsoll.vectors.table.VectorKind;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// Loader of a table's vectors into memory by one binary COPY.
final class CopyLoader {
  // Memory is looked at after so much was read.
  private static final long BYTES_BETWEEN_LOOKS = 8L << 20;

  private final VectorTable table;
  private final boolean numbered;
  private final RowKeys.Numbers numbers = new RowKeys.Numbers();
  private final RowKeys.Texts texts = new RowKeys.Texts();
  private final RowKeys.Numbers absentNumbers = new RowKeys.Numbers();
  private final RowKeys.Texts absentTexts = new RowKeys.Texts();
  private final RowNumbers unscored = new RowNumbers();
  private @Nullable VectorRows rows;
  private int absent;

  private CopyLoader(VectorTable table) {
    this.table = table;
    this.numbered = table.key().size() == 1 && table.key().getFirst().wholeNumber();
  }

  /// @param connection of no use after a failure: what the server has sent may still be on the way
  /// @param room which grows only for a table that is expected to fit
  /// @throws PlimsollException LOAD_LINE_EXCEEDED for a table that needs more than there is,
  ///     INVALID_REQUEST for a `sparsevec`
  static VectorCopy load(Connection connection, VectorTable table, CopyRoom room)
      throws SQLException {
    if (table.column().kind() == VectorKind.SPARSEVEC) {
      throw PlimsollException.invalidRequest("a sparsevec is not searched in memory");
    }
    CopyLoader loader = new CopyLoader(table);
    Instant begin = Instant.now();
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(loader.statement());
    try {
      long sinceLook = 0;
      for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
        @Nullable CopyRow row = CopyRow.of(message);
        if (row != null) {
          loader.add(row);
        }
        sinceLook += message.length;
        if (sinceLook >= BYTES_BETWEEN_LOOKS) {
          loader.requireRoom(room);
          sinceLook = 0;
        }
      }
      loader.requireRoom(room);
    } catch (Throwable e) {
      cancel(copy, e);
      throw e;
    }
    return loader.copy(begin);
  }

  private static void cancel(CopyOut copy, Throwable cause) {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  // Ordered, where the order of keys is one that only the server knows.
  private String statement() {
    String key =
        table.key().stream()
            .map(
                column ->
                    "CAST(t.%s AS pg_catalog.%s)"
                        .formatted(Identifiers.quote(column.name()), numbered ? "int8" : "text"))
            .collect(Collectors.joining(", "));
    String order =
        table.key().stream()
            .map(KeyColumn::name)
            .map(name -> "t." + Identifiers.quote(name))
            .collect(Collectors.joining(", ", " ORDER BY ", ""));
    return "COPY (SELECT %s, t.%s FROM %s AS t%s) TO STDOUT (FORMAT binary)"
        .formatted(
            key,
            Identifiers.quote(table.column().name()),
            Identifiers.quote(table.name()),
            numbered ? "" : order);
  }

  private void add(CopyRow row) {
    long number = numbered ? row.number() : 0;
    var key = numbered ? null : row.texts(table.key().size());
    if (isKept(row)) {
      if (key == null) {
        numbers.add(number);
      } else {
        texts.add(key);
      }
    } else {
      absent++;
      if (key == null) {
        absentNumbers.add(number);
      } else {
        absentTexts.add(key);
      }
    }
  }

  private void requireRoom(CopyRoom room) {
    while (bytes() > room.bytes()) {
      if (vectorBytes() > room.most() || !room.grow()) {
        throw tooLarge(room.most());
      }
    }
  }

  private PlimsollException tooLarge(long most) {
    return new PlimsollException(
        ErrorCode.LOAD_LINE_EXCEEDED,
        String.format(
            Locale.ROOT,
            "the vectors of %s need more than the %,d MB of memory that their copy may take:"
                + " some %,d rows of about %,d fit",
            table.name(),
            Math.max(0, most) >> 20,
            (long) ((double) read() * Math.max(0, most) / bytes()),
            rows()));
  }

  // About; too few of a table that was never analyzed.
  private long rows() {
    return Math.max(read(), table.extent().rows());
  }

  private long read() {
    return absent + (rows == null ? 0 : rows.rows());
  }

  // What the vectors of the whole table need, keys and spare room not counted, if as many of its
  // rows as of those that were read have one.
  private long vectorBytes() {
    return rows == null
        ? 0
        : (long) ((double) rows.rows() * rows.rowBytes() * rows() / Math.max(1, read()));
  }

  private long bytes() {
    return (rows == null ? 0 : rows.bytes())
        + numbers.bytes()
        + texts.bytes()
        + absentNumbers.bytes()
        + absentTexts.bytes();
  }

  private boolean isKept(CopyRow row) {
    if (table.column().kind() == VectorKind.BIT) {
      Bits bits = row.bits();
      if (bits.count() == 0) {
        return false;
      }
      BitRows vectors = rows instanceof BitRows known ? known : new BitRows(bits.count());
      rows = vectors;
      if (vectors.dimensions() != bits.count()) {
        return false;
      }
      vectors.add(bits.words());
      return true;
    }
    float[] values = row.floats(table.column().kind());
    if (values == null || values.length == 0) {
      return false;
    }
    FloatRows vectors = rows instanceof FloatRows known ? known : new FloatRows(values.length);
    rows = vectors;
    if (vectors.dimensions() != values.length) {
      return false;
    }
    if (!vectors.add(values)) {
      unscored.add(vectors.rows() - 1);
    }
    return true;
  }

  private VectorCopy copy(Instant begin) {
    return new VectorCopy(
        table,
        begin,
        new VectorCopy.Present(rows, numbered ? numbers : texts, unscored),
        new VectorCopy.Absent(numbered ? absentNumbers : absentTexts, absent));
  }
}

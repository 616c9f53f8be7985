package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.IndexSample;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// The tuples of an index.
///
/// Source: `src/include/access/itup.h` (header of 8 bytes, 16 with a NULL bitmap; tuples are
/// MAXALIGNed), checked against built indexes.
///
/// @param tupleBytes of a row without NULL in the key, aligned, on average
/// @param nullTupleBytes of a row with NULL in the key
/// @param nullShare of the rows with NULL in the key, 0 to 1
/// @param distinct keys
/// @param nullDistinct keys among the rows with NULL; 0 stands for one
/// @param deduplicable whether equal keys can share a posting list
public record KeyShape(
    long rows,
    int tupleBytes,
    int nullTupleBytes,
    double nullShare,
    double distinct,
    boolean deduplicable,
    KeyKind kind,
    double nullDistinct) {

  private static final int HEADER = 8;
  private static final int HEADER_WITH_NULLS = 16;
  private static final int MAXALIGN = 8;

  public static KeyShape of(long rows, List<ColumnFacts> key) {
    return of(rows, key, List.of(), OptionalDouble.empty());
  }

  /// A shape by statistics. Without extended statistics the columns count as independent: dependent
  /// ones have fewer distinct keys, so a non-unique index gets smaller than predicted.
  ///
  /// @param included with them nothing is deduplicated
  /// @param distinct values of all key columns together, from extended statistics
  public static KeyShape of(
      long rows, List<ColumnFacts> key, List<ColumnFacts> included, OptionalDouble distinct) {
    double present = 1;
    double product = 1;
    double productWithNulls = 1;
    TupleWidth width = new TupleWidth(HEADER);
    TupleWidth widthWithNulls = new TupleWidth(HEADER_WITH_NULLS);
    for (ColumnFacts column : Stream.concat(key.stream(), included.stream()).toList()) {
      Statistics statistics = column.statistics();
      width.append(column);
      if (statistics == null) {
        product *= rows;
        productWithNulls *= rows;
        widthWithNulls.append(column);
      } else {
        boolean holds = statistics.nullFraction() > 0;
        productWithNulls *= statistics.distinctOf(rows) + (holds ? 1 : 0);
        product *= statistics.distinctOf(rows);
        present *= 1 - statistics.nullFraction();
        if (statistics.nullFraction() == 0) {
          widthWithNulls.append(column);
        }
      }
    }
    return new KeyShape(
        rows,
        width.total(),
        widthWithNulls.total(),
        1 - present,
        Math.clamp(distinct.orElse(product), 1, Math.max(1, rows)),
        included.isEmpty() && key.stream().allMatch(ColumnFacts::deduplicable),
        KeyKind.of(key),
        Math.clamp(productWithNulls - product, 1, Math.max(1, rows * (1 - present))));
  }

  static KeyShape of(IndexSample sample, SampledKey measured, KeyKind kind) {
    double tuples = Math.max(1, sample.full().rows() + sample.holed().rows());
    double width =
        sample.full().rows() > 0 ? sample.full().meanBytes() : sample.holed().meanBytes();
    double holed = sample.holed().rows() > 0 ? sample.holed().meanBytes() : width + MAXALIGN;
    long rows = Math.round(measured.rows());
    return new KeyShape(
        rows,
        (int) Math.round(Math.max(HEADER + MAXALIGN, width)),
        (int) Math.round(Math.max(HEADER_WITH_NULLS, holed)),
        sample.holed().rows() / tuples,
        Math.clamp(measured.values(), 1, Math.max(1, rows)),
        sample.storedOnce(),
        kind,
        1);
  }

  /// Unique keys without NULLs.
  ///
  /// @param keyBytes with the length header of a varying value
  public static KeyShape of(long rows, KeyKind kind, int keyBytes) {
    int tuple = Math.ceilDiv(HEADER + keyBytes, MAXALIGN) * MAXALIGN;
    return new KeyShape(rows, tuple, tuple + HEADER, 0, Math.max(1, rows), true, kind, 1);
  }

  List<Stratum> strata() {
    double holed = rows * nullShare;
    double full = rows - holed;
    Stratum keys = new Stratum(full, Math.clamp(distinct, 1, Math.max(1, full)), tupleBytes, false);
    return holed < 1
        ? List.of(keys)
        : List.of(keys, new Stratum(holed, Math.max(1, nullDistinct), nullTupleBytes, false));
  }

  /// Bytes of a sort's temporary files: all tuples, each with a length word of 4 bytes.
  public long tapeBytes() {
    return perRow(4);
  }

  /// Memory of a sort without temporary files.
  public long sortBytes() {
    return Math.round(perRow(24) * 1.01);
  }

  private long perRow(int extra) {
    return Math.round(
        rows * ((1 - nullShare) * (tupleBytes + extra) + nullShare * (nullTupleBytes + extra)));
  }
}

package dev.plimsoll.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// A column.
///
/// @param type as `format_type` writes it, for example `character varying(44)`
/// @param typeLength `typlen`: bytes of a fixed-width type, negative for a varying one
/// @param alignment of the type in bytes: 1, 2, 4 or 8
/// @param deduplicable its default B-tree operator class lets equal keys share a posting list (not
///     float, numeric, jsonb, citext, arrays nor a nondeterministic collation); false for a type
///     that has no such class
/// @param collation absent for a type that has none
/// @param statistics absent where the column was never analyzed or may not be read
public record ColumnFacts(
    String name,
    String type,
    int typeLength,
    int alignment,
    boolean notNull,
    boolean deduplicable,
    @Nullable Collation collation,
    @Nullable Statistics statistics) {

  /// True for a type whose values all have the same number of bytes.
  public boolean fixedWidth() {
    return typeLength > 0;
  }

  /// The same column, with statistics from a sample.
  public ColumnFacts withStatistics(Statistics sampled) {
    return new ColumnFacts(
        name, type, typeLength, alignment, notNull, deduplicable, collation, sampled);
  }

  /// @param name `default` for the database's own
  /// @param provider who compares
  /// @param locale as the provider knows it, for example `en_US.UTF-8`
  public record Collation(String name, Provider provider, String locale) {

    /// `C` compares bytes, with abbreviated keys, and so does every locale of the builtin provider;
    /// libc's `C.UTF-8` does not.
    public enum Provider {
      C,
      BUILTIN,
      ICU,
      LIBC
    }
  }

  /// @param averageWidth bytes of a non-null value as stored, its length header included
  /// @param distinct as `pg_stats.n_distinct`: a number of values, or its negative share of the
  ///     rows
  /// @param nullFraction 0 to 1
  /// @param correlation of the values' order with the rows' in the table, -1 to 1; NaN where
  ///     unknown
  /// @param widthVaries values differ in their bytes by more than a digit or two: a standard
  ///     deviation of 2 or more, in what the statistics hold of them
  public record Statistics(
      int averageWidth,
      double distinct,
      double nullFraction,
      double correlation,
      boolean widthVaries) {

    /// Of which the order is unknown, and all values of about one width.
    public Statistics(int averageWidth, double distinct, double nullFraction) {
      this(averageWidth, distinct, nullFraction, Double.NaN, false);
    }

    /// Distinct non-null values among that many rows; at least 1.
    public double distinctOf(long rows) {
      return Math.max(1, distinct < 0 ? -distinct * rows : distinct);
    }
  }
}

package dev.plimsoll.connector.redshift;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import java.util.Optional;

/// Type of a column in Redshift. Only types of which the documentation says that COPY takes them
/// from Parquet; all others are refused by name. Pure.
///
/// Source: Database Developer Guide, "Data types".
final class RedshiftType {
  private static final int MAX_DIGITS = 38;
  private static final int MAX_SCALE = 37;
  private static final int MAX_VARCHAR = 65_535;
  private static final int MAX_VARBYTE = 1_024_000;
  // VARCHAR counts bytes, PostgreSQL characters.
  private static final int BYTES_OF_A_CHARACTER = 4;
  private static final int VARHDRSZ = 4;

  private RedshiftType() {}

  /// @return as SQL writes it; empty for one that has none
  static Optional<String> of(Column column) {
    return switch (column.type()) {
      case BOOL -> Optional.of("boolean");
      case INT2 -> Optional.of("smallint");
      case INT4 -> Optional.of("integer");
      case INT8 -> Optional.of("bigint");
      case FLOAT4 -> Optional.of("real");
      case FLOAT8 -> Optional.of("double precision");
      case NUMERIC -> decimal(column);
      case DATE -> Optional.of("date");
      case TIMESTAMP -> Optional.of("timestamp");
      case TIMESTAMPTZ -> Optional.of("timestamptz");
      case VARCHAR, BPCHAR -> Optional.of(text(column));
      case TEXT, ENUM, JSON, JSONB, LITERAL -> Optional.of("varchar(" + MAX_VARCHAR + ")");
      case BYTEA -> Optional.of("varbyte(" + MAX_VARBYTE + ")");
      // Nineteen digits in nine bytes; an amount is an amount there, too.
      case MONEY -> Optional.of("numeric(19,2)");
      // It has no such type, and 16 bytes are no text.
      case UUID -> Optional.empty();
      // Its TIME ends before 24:00:00, which a file may hold.
      case TIME -> Optional.empty();
    };
  }

  // Without a precision, and beyond 38 digits, a file holds text.
  private static Optional<String> decimal(Column column) {
    int precision = column.precision();
    int scale = column.scale();
    return precision == 0 || precision > MAX_DIGITS || scale < 0 || scale > precision
        ? Optional.of("varchar(" + MAX_VARCHAR + ")")
        : scale > MAX_SCALE
            ? Optional.empty()
            : Optional.of("numeric(%d,%d)".formatted(precision, scale));
  }

  private static String text(Column column) {
    int characters = column.typmod() - VARHDRSZ;
    long bytes = characters <= 0 ? MAX_VARCHAR : (long) characters * BYTES_OF_A_CHARACTER;
    return "varchar(" + Math.min(bytes, MAX_VARCHAR) + ")";
  }

  /// Whether a value of the source may be too long for the type.
  static boolean mayBeTooLong(Column column) {
    return of(column).filter(type -> type.equals("varchar(" + MAX_VARCHAR + ")")).isPresent()
        || column.type() == PgType.BYTEA;
  }
}

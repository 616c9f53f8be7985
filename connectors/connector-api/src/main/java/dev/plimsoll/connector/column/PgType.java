package dev.plimsoll.connector.column;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Form in which a column's type is carried: most types have their own, found by their fixed OID
/// (`pg_type.dat`); the others are carried as PostgreSQL's text.
public enum PgType {
  BOOL(16),
  BYTEA(17),
  INT8(20),
  INT2(21),
  INT4(23),
  TEXT(25),
  JSON(114),
  FLOAT4(700),
  FLOAT8(701),
  BPCHAR(1042),
  VARCHAR(1043),
  DATE(1082),
  TIME(1083),
  TIMESTAMP(1114),
  TIMESTAMPTZ(1184),
  NUMERIC(1700),
  /// As `numeric(19,2)`, under `lc_monetary` `C`.
  MONEY(790),
  UUID(2950),
  JSONB(3802),
  /// Any enum: its label.
  ENUM(0),
  /// Text of a value whose type no Parquet type fully holds: see {@link TypeMapping}.
  LITERAL(0);

  private static final Map<Integer, PgType> BY_OID =
      Arrays.stream(values())
          .filter(type -> type.oid != 0)
          .collect(Collectors.toUnmodifiableMap(PgType::oid, type -> type));

  private final int oid;

  PgType(int oid) {
    this.oid = oid;
  }

  /// 0 for a form of several types.
  public int oid() {
    return oid;
  }

  /// The form of this OID; null for a type without its own.
  public static @Nullable PgType ofOid(long oid) {
    return oid > Integer.MAX_VALUE ? null : BY_OID.get((int) oid);
  }

  /// Type for constants, without a length that would cut them.
  public String castName() {
    return "pg_catalog." + '"' + name().toLowerCase(Locale.ROOT) + '"';
  }

  /// Type to which values are cast before they are sent; they are loaded as its text. Null where
  /// the type's own binary form is carried.
  @Nullable String castTo() {
    return switch (this) {
      case MONEY -> "pg_catalog.\"numeric\"(19,2)";
      case LITERAL -> "pg_catalog.\"text\"";
      default -> null;
    };
  }

  boolean isMoment() {
    return this == DATE || this == TIMESTAMP || this == TIMESTAMPTZ;
  }

  public boolean isWholeNumber() {
    return this == INT2 || this == INT4 || this == INT8;
  }

  public boolean isFloat() {
    return this == FLOAT4 || this == FLOAT8;
  }
}

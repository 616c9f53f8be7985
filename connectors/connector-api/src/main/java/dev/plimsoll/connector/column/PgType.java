package dev.plimsoll.connector.column;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a column's type is carried: most in a form of their own, by their OID in every PostgreSQL's
/// catalog (`pg_type.dat`); the others as PostgreSQL writes them.
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
  /// A value's text, where no form of Parquet's holds all that its type can: see {@link
  /// TypeMapping}.
  LITERAL(0);

  private static final Map<Integer, PgType> BY_OID =
      Arrays.stream(values())
          .filter(type -> type.oid != 0)
          .collect(Collectors.toUnmodifiableMap(PgType::oid, type -> type));

  private final int oid;

  PgType(int oid) {
    this.oid = oid;
  }

  /// 0 for what stands for many.
  public int oid() {
    return oid;
  }

  /// The type with this OID; null for one that has no form of its own.
  public static @Nullable PgType ofOid(long oid) {
    return oid > Integer.MAX_VALUE ? null : BY_OID.get((int) oid);
  }

  /// The name to cast a constant to, without a length that would cut it.
  public String castName() {
    return "pg_catalog." + '"' + name().toLowerCase(Locale.ROOT) + '"';
  }

  /// What its values are cast to before they are sent, and what they are loaded from as text: their
  /// own binary form is not the one that is carried. Null for most.
  @Nullable String castTo() {
    return switch (this) {
      case MONEY -> "pg_catalog.\"numeric\"(19,2)";
      case LITERAL -> "pg_catalog.\"text\"";
      default -> null;
    };
  }

  /// A date, or a point in time.
  boolean isMoment() {
    return this == DATE || this == TIMESTAMP || this == TIMESTAMPTZ;
  }

  /// Of 16, 32 or 64 bits.
  public boolean isWholeNumber() {
    return this == INT2 || this == INT4 || this == INT8;
  }

  public boolean isFloat() {
    return this == FLOAT4 || this == FLOAT8;
  }
}

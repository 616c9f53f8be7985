package dev.plimsoll.sync.column;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The types that are carried, by their OID in every PostgreSQL's catalog (`pg_type.dat`).
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
  UUID(2950),
  JSONB(3802);

  private static final Map<Integer, PgType> BY_OID =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PgType::oid, type -> type));

  private final int oid;

  PgType(int oid) {
    this.oid = oid;
  }

  public int oid() {
    return oid;
  }

  /// The type with this OID; null for one that is not carried.
  public static @Nullable PgType ofOid(long oid) {
    return oid > Integer.MAX_VALUE ? null : BY_OID.get((int) oid);
  }

  /// The name to cast a constant to, without a length that would cut it.
  public String castName() {
    return "pg_catalog." + '"' + name().toLowerCase(Locale.ROOT) + '"';
  }

  public boolean isFloat() {
    return this == FLOAT4 || this == FLOAT8;
  }
}

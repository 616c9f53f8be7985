package dev.plimsoll.connector.column;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Form in which a column's type is carried: most types have their own, found by their fixed OID
/// (`pg_type.dat`); the others are carried as PostgreSQL's text. `docs/reference/types.md` is
/// generated from it.
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
  /// Text, which loses nothing where no Parquet type holds all of a value: arrays keep dimensions,
  /// bounds and NULLs, ranges their bounds, intervals their months, days and microseconds,
  /// addresses their netmask.
  LITERAL(0);

  private static final Map<Integer, PgType> BY_OID =
      Arrays.stream(values())
          .filter(type -> type.oid != 0)
          .collect(Collectors.toUnmodifiableMap(PgType::oid, type -> type));

  /// Names of the built-in types carried as text, by OID. Types missing here are refused:
  /// extensions' types, and those meaningful in one server only (`regclass` and its kind, `tid`,
  /// `cid`, `aclitem`).
  private static final Map<Integer, String> LITERAL_NAMES =
      Map.ofEntries(
          Map.entry(18, "\"char\""),
          Map.entry(19, "name"),
          Map.entry(26, "oid"),
          Map.entry(28, "xid"),
          Map.entry(142, "xml"),
          Map.entry(600, "point"),
          Map.entry(601, "lseg"),
          Map.entry(602, "path"),
          Map.entry(603, "box"),
          Map.entry(604, "polygon"),
          Map.entry(628, "line"),
          Map.entry(650, "cidr"),
          Map.entry(718, "circle"),
          Map.entry(774, "macaddr8"),
          Map.entry(829, "macaddr"),
          Map.entry(869, "inet"),
          Map.entry(1186, "interval"),
          Map.entry(1266, "timetz"),
          Map.entry(1560, "bit"),
          Map.entry(1562, "varbit"),
          Map.entry(2970, "txid_snapshot"),
          Map.entry(3220, "pg_lsn"),
          Map.entry(3614, "tsvector"),
          Map.entry(3615, "tsquery"),
          Map.entry(4072, "jsonpath"),
          Map.entry(5038, "pg_snapshot"),
          Map.entry(5069, "xid8"));

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

  /// The form of a type of the catalog.
  ///
  /// @param oid of a type that is neither a domain nor an array
  /// @param kind `pg_type.typtype`
  /// @return null for one that has no mapping
  public static @Nullable PgType of(long oid, char kind) {
    return switch (kind) {
      case 'e' -> ENUM;
      // Ranges, multiranges and composite types, whatever they are made of.
      case 'r', 'm', 'c' -> LITERAL;
      default -> {
        @Nullable PgType own = ofOid(oid);
        yield own == null && oid <= Integer.MAX_VALUE && LITERAL_NAMES.containsKey((int) oid)
            ? LITERAL
            : own;
      }
    };
  }

  /// The form of an array of the catalog.
  ///
  /// @param element OID of the innermost element type
  /// @param kind that type's `pg_type.typtype`
  /// @return null where the element type has no mapping
  public static @Nullable PgType ofArray(long element, char kind) {
    return of(element, kind) == null ? null : LITERAL;
  }

  /// Built-in types carried as text: OIDs by name, in the order of the names.
  static Map<String, Integer> literals() {
    Map<String, Integer> byName = new TreeMap<>();
    LITERAL_NAMES.forEach((oid, name) -> byName.put(name, oid));
    return byName;
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

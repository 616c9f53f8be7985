package dev.plimsoll.connector.column;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Mapping of the catalog's types to their forms; `docs/reference/types.md` is generated from it.
///
/// Text loses nothing: arrays keep dimensions, bounds and NULLs, ranges their bounds, intervals
/// their months, days and microseconds, addresses their netmask. No Parquet type holds all that.
public final class TypeMapping {
  /// Built-in types carried as text, by OID. Types missing here are refused: extensions' types, and
  /// those meaningful in one server only (`regclass` and its kind, `tid`, `cid`, `aclitem`).
  private static final Map<Integer, String> LITERALS =
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

  private TypeMapping() {}

  /// @param oid of a type that is neither a domain nor an array
  /// @param kind `pg_type.typtype`
  /// @return null for one that has no mapping
  public static @Nullable PgType of(long oid, char kind) {
    return switch (kind) {
      case 'e' -> PgType.ENUM;
      // Ranges, multiranges and composite types, whatever they are made of.
      case 'r', 'm', 'c' -> PgType.LITERAL;
      default -> {
        @Nullable PgType own = PgType.ofOid(oid);
        yield own == null && oid <= Integer.MAX_VALUE && LITERALS.containsKey((int) oid)
            ? PgType.LITERAL
            : own;
      }
    };
  }

  /// @param element OID of the innermost element type
  /// @param kind that type's `pg_type.typtype`
  /// @return null where the element type has no mapping
  public static @Nullable PgType ofArray(long element, char kind) {
    return of(element, kind) == null ? null : PgType.LITERAL;
  }

  /// Built-in types carried as text: OIDs by name, in the order of the names.
  static Map<String, Integer> literals() {
    Map<String, Integer> byName = new TreeMap<>();
    LITERALS.forEach((oid, name) -> byName.put(name, oid));
    return byName;
  }
}

package dev.plimsoll.systemtests.odd;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.systemtests.odd.OddTables.Want;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every type that PostgreSQL comes with, as a column, as a domain, in an array and in a composite.
final class OddTypes {
  private static final int ROWS = 100;

  // Types that nothing can be a column of are pseudo-types, arrays come with their elements.
  private static final String TYPES =
      """
      SELECT typname, format_type(oid, NULL) AS type, typarray <> 0 AS in_arrays FROM pg_type
      WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm')
        AND typname !~ '^_' AND NOT EXISTS (SELECT FROM pg_class c WHERE c.reltype = pg_type.oid)
      ORDER BY typname
      """;

  /// By name, as an expression of `i`; of all others the value is NULL.
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("bool", "i % 2 = 0"),
          Map.entry("bytea", "int4send(i)"),
          Map.entry("char", "chr(33 + i % 90)::\"char\""),
          Map.entry("name", "('n' || i)::name"),
          Map.entry("int8", "i::int8"),
          Map.entry("int2", "i::int2"),
          Map.entry("int4", "i"),
          Map.entry("text", "'t' || i"),
          Map.entry("oid", "i::oid"),
          Map.entry("tid", "format('(%s,1)', i)::tid"),
          Map.entry("xid", "i::text::xid"),
          Map.entry("cid", "i::text::cid"),
          Map.entry("xid8", "i::text::xid8"),
          Map.entry("json", "to_json(i)"),
          Map.entry("jsonb", "jsonb_build_object('a', i)"),
          Map.entry("jsonpath", "('$.a' || i)::jsonpath"),
          Map.entry("xml", "xmlcomment(i::text)"),
          Map.entry("point", "point(i, i)"),
          Map.entry("lseg", "lseg(point(i, i), point(i, 0))"),
          Map.entry("path", "path(polygon(box(point(i, i), point(0, 0))))"),
          Map.entry("box", "box(point(i, i), point(0, 0))"),
          Map.entry("polygon", "polygon(box(point(i, i), point(0, 0)))"),
          Map.entry("line", "line(point(i, i), point(0, 1))"),
          Map.entry("circle", "circle(point(i, i), 1)"),
          Map.entry("float4", "i::float4"),
          Map.entry("float8", "i::float8"),
          Map.entry("numeric", "i::numeric"),
          Map.entry("money", "i::money"),
          Map.entry("macaddr", "('00:00:00:00:00:' || lpad(to_hex(i), 2, '0'))::macaddr"),
          Map.entry("macaddr8", "('00:00:00:00:00:00:00:' || lpad(to_hex(i), 2, '0'))::macaddr8"),
          Map.entry("inet", "('10.0.0.' || i)::inet"),
          Map.entry("cidr", "('10.0.' || i || '.0/24')::cidr"),
          Map.entry("bpchar", "('b' || i)::bpchar"),
          Map.entry("varchar", "('v' || i)::varchar"),
          Map.entry("date", "date '2026-01-01' + i"),
          Map.entry("time", "time '00:00' + make_interval(mins => i)"),
          Map.entry("timetz", "timetz '00:00+00' + make_interval(mins => i)"),
          Map.entry("timestamp", "timestamp '2026-01-01' + make_interval(mins => i)"),
          Map.entry("timestamptz", "timestamptz '2026-01-01' + make_interval(mins => i)"),
          Map.entry("interval", "make_interval(mins => i)"),
          Map.entry("bit", "(i % 2)::bit"),
          Map.entry("varbit", "i::bit(12)::varbit"),
          Map.entry("refcursor", "('c' || i)::refcursor"),
          Map.entry("uuid", "md5(i::text)::uuid"),
          Map.entry("tsvector", "to_tsvector('simple', 'w' || i)"),
          Map.entry("tsquery", "to_tsquery('simple', 'w' || i)"),
          Map.entry("gtsvector", "NULL::gtsvector"),
          Map.entry("pg_lsn", "('0/' || to_hex(i))::pg_lsn"),
          Map.entry("pg_snapshot", "format('%s:%s:', i, i + 1)::pg_snapshot"),
          Map.entry("txid_snapshot", "format('%s:%s:', i, i + 1)::txid_snapshot"),
          Map.entry("aclitem", "makeaclitem(10, 10, 'SELECT', i % 2 = 0)"),
          Map.entry("regclass", "i::regclass"),
          Map.entry("regtype", "i::regtype"),
          Map.entry("regproc", "i::regproc"),
          Map.entry("int4range", "int4range(i, i + 1)"),
          Map.entry("int8range", "int8range(i, i + 1)"),
          Map.entry("numrange", "numrange(i, i + 1)"),
          Map.entry("daterange", "daterange(date '2026-01-01' + i, date '2026-01-02' + i)"),
          Map.entry("tsrange", "tsrange(timestamp '2026-01-01' + make_interval(mins => i), NULL)"),
          Map.entry(
              "tstzrange", "tstzrange(timestamptz '2026-01-01' + make_interval(mins => i), NULL)"),
          Map.entry("int4multirange", "int4multirange(int4range(i, i + 1))"),
          Map.entry("int8multirange", "int8multirange(int8range(i, i + 1))"),
          Map.entry("nummultirange", "nummultirange(numrange(i, i + 1))"));

  private OddTypes() {}

  static List<OddTable> tables(Connection connection) throws SQLException {
    List<OddTable> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TYPES)) {
      while (row.next()) {
        String name = row.getString("typname");
        String type = row.getString("type");
        String value = VALUES.getOrDefault(name, "NULL::" + type);
        tables.add(column(name, value));
        tables.add(domain(name, type, value));
        if (row.getBoolean("in_arrays")) {
          tables.add(array(name, value));
        }
        tables.add(composite(name, type, value));
      }
    }
    return tables;
  }

  private static OddTable column(String name, String value) {
    return table(
        name,
        "type_" + name,
        "",
        value,
        "primary key (v)",
        "index using hash (v)",
        "index using gist (v)",
        "index using gin (v)",
        "index using spgist (v)",
        "index using brin (v)");
  }

  private static OddTable domain(String name, String type, String value) {
    return table(
        "a domain of " + name,
        "domain_" + name,
        "CREATE DOMAIN d_%s AS %s;".formatted(name, type),
        "(%s)::d_%s".formatted(value, name),
        "unique (v)",
        "index (v, id)");
  }

  private static OddTable array(String name, String value) {
    return table(
        "an array of " + name,
        "array_" + name,
        "",
        "ARRAY[%1$s, NULL, %1$s]".formatted(value),
        "index (v)",
        "index using gin (v)");
  }

  private static OddTable composite(String name, String type, String value) {
    return table(
        "a composite of " + name,
        "composite_" + name,
        "CREATE TYPE c_%1$s AS (a int, b %2$s);".formatted(name, type),
        "ROW(i, %s)::c_%s".formatted(value, name),
        "index (v)",
        "unique (id) include (v)");
  }

  private static OddTable table(
      String heading, String table, String before, String value, String... wants) {
    QualifiedName name = new QualifiedName("public", table);
    String sql =
        "%s CREATE TABLE %s AS SELECT i AS id, %s AS v FROM generate_series(1, %d) i"
            .formatted(before, table, value, ROWS);
    List<Want> wanted = Stream.of(wants).map(want -> OddTable.want(name, want)).toList();
    return new OddTable(heading, sql, wanted);
  }
}

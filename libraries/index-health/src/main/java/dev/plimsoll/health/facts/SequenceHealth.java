package dev.plimsoll.health.facts;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.CatalogScope;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ascending sequence that ends.
///
/// @param last value; null for none, or where unreadable
/// @param readable whether the role may see its value
/// @param limit of the sequence, or of its column's type where that is less
/// @param column that it belongs to; empty for none
/// @param limitedByType whether the column's type ends first
public record SequenceHealth(
    QualifiedName name,
    @Nullable Long last,
    boolean readable,
    long limit,
    @Nullable QualifiedName table,
    String column,
    boolean limitedByType) {
  // Opens each sequence: a page each.
  private static final String SEQUENCES =
      """
      SELECT sn.nspname AS sequence_schema, s.relname AS sequence_name, q.seqmax,
             has_sequence_privilege(s.oid, 'SELECT,USAGE') AS readable,
             CASE WHEN has_sequence_privilege(s.oid, 'SELECT,USAGE')
               THEN pg_sequence_last_value(s.oid) END AS last_value,
             n.nspname, c.relname, coalesce(a.attname::text, '') AS attname,
             CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
               ELSE 9223372036854775807 END::int8 AS type_limit
      FROM pg_catalog.pg_sequence q
      JOIN pg_catalog.pg_class s ON s.oid = q.seqrelid
      JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
      LEFT JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.objsubid = 0
          AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      JOIN pg_catalog.pg_class c ON c.oid = coalesce(d.refobjid, s.oid)
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE q.seqincrement > 0 AND NOT q.seqcycle AND %s
      ORDER BY s.oid
      """
          .formatted(CatalogScope.FILTER);

  /// Those that belong to the scope's tables; of a whole database, all.
  public static List<SequenceHealth> read(HealthSession session, CatalogScope scope)
      throws SQLException {
    return session.list(
        scope,
        SEQUENCES,
        row -> {
          long most = row.getLong("seqmax");
          long typeLimit = row.getLong("type_limit");
          String column = row.getString("attname");
          return new SequenceHealth(
              new QualifiedName(row.getString("sequence_schema"), row.getString("sequence_name")),
              row.getObject("last_value", Long.class),
              row.getBoolean("readable"),
              Math.min(most, typeLimit),
              column.isEmpty() ? null : CatalogScope.table(row),
              column,
              !column.isEmpty() && typeLimit <= most && typeLimit < Long.MAX_VALUE);
        });
  }
}

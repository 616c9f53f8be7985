package dev.plimsoll.postgres.catalog;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/// Types and operator classes whose equal values have equal bytes, so that B-tree stores them once:
/// the operator class has support function 4. Arrays, rows and ranges have none.
final class EqualImages {
  /// Common table expression `same_bytes (oid)` of such types, by default operator classes. A type
  /// like varchar uses the class of a binary-coercible type.
  static final String SAME_BYTES =
      """
      same_bytes AS MATERIALIZED (
        SELECT t.oid
        FROM pg_catalog.pg_type t
        CROSS JOIN LATERAL (
          SELECT o.opcfamily, o.opcintype
          FROM pg_catalog.pg_opclass o
          JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
          WHERE m.amname = 'btree' AND o.opcdefault
            AND (o.opcintype = t.oid
                 OR o.opcintype = CASE WHEN t.typtype = 'e' THEN 'anyenum'::regtype END
                 OR EXISTS (SELECT FROM pg_catalog.pg_cast k
                            WHERE k.castsource = t.oid AND k.casttarget = o.opcintype
                              AND k.castmethod = 'b' AND k.castcontext = 'i'))
          ORDER BY o.opcintype = t.oid DESC, o.opcintype
          LIMIT 1) AS usual
        WHERE t.typtype IN ('b', 'e') AND t.typcategory <> 'A'
          AND EXISTS (SELECT FROM pg_catalog.pg_amproc p
                      WHERE p.amprocfamily = usual.opcfamily AND p.amprocnum = 4
                        AND p.amproclefttype = usual.opcintype
                        AND p.amprocrighttype = usual.opcintype)
      )
      """;

  private static final String OF_CLASS =
      """
      SELECT FROM pg_catalog.pg_opclass o
      JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
      JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
      JOIN pg_catalog.pg_amproc p ON p.amprocfamily = o.opcfamily AND p.amprocnum = 4
      WHERE m.amname = 'btree' AND o.opcname = ? AND (n.nspname = ? OR ? = '')
      """;

  private static final String OF_TYPE =
      "WITH " + SAME_BYTES + "SELECT FROM same_bytes WHERE oid = ?::regtype";

  private EqualImages() {}

  /// @param operatorClass `name` or `schema.name`
  static boolean ofClass(Connection connection, String operatorClass) throws SQLException {
    int dot = operatorClass.indexOf('.');
    String schema = dot < 0 ? "" : operatorClass.substring(0, dot);
    return Sql.of(connection, OF_CLASS, operatorClass.substring(dot + 1), schema, schema).exists();
  }

  static boolean ofType(Connection connection, String type) throws SQLException {
    return Sql.of(connection, OF_TYPE, type).exists();
  }
}

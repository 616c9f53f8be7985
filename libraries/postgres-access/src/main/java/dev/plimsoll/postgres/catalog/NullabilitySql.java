package dev.plimsoll.postgres.catalog;

/// SQL that reads which columns of a table are proven NOT NULL: marked and, from version 18 on,
/// without an unvalidated constraint. Takes no lock.
public final class NullabilitySql {
  /// Columns as `a`, each with its unvalidated constraint as `unproven`.
  static final String COLUMNS =
      """
      FROM pg_catalog.pg_attribute a
      LEFT JOIN pg_catalog.pg_constraint unproven
        ON unproven.conrelid = a.attrelid AND unproven.contype = 'n'
          AND unproven.conkey = ARRAY[a.attnum] AND NOT unproven.convalidated
      """;

  private NullabilitySql() {}

  /// A query of one JSON array with an object for each column: `number`, `name`, `notNull`,
  /// `unproven` (its unvalidated constraint) and `nullFraction` (of the statistics; 0 without).
  ///
  /// @param relation SQL of the relation's oid, without the aliases `a`, `unproven` and `s`
  /// @param schema SQL of its schema's name, likewise
  /// @param name SQL of its name, likewise
  public static String columns(String relation, String schema, String name) {
    return """
    SELECT coalesce(json_agg(json_build_object(
      'number', a.attnum,
      'name', a.attname,
      'notNull', a.attnotnull AND unproven.conname IS NULL,
      'unproven', unproven.conname,
      'nullFraction', coalesce(s.null_frac, 0)) ORDER BY a.attnum), '[]')
    %sLEFT JOIN pg_catalog.pg_stats s
      ON s.schemaname = %s AND s.tablename = %s
        AND s.attname = a.attname AND NOT s.inherited
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped"""
        .formatted(COLUMNS, schema, name, relation);
  }

  /// A query of one JSON array with the names of the columns that are not proven NOT NULL.
  ///
  /// @param relation as for [#columns]
  public static String nullable(String relation) {
    return """
    SELECT coalesce(json_agg(a.attname), '[]')
    %sWHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
      AND (NOT a.attnotnull OR unproven.conname IS NOT NULL)"""
        .formatted(COLUMNS, relation);
  }
}

package dev.plimsoll.postgres.index;

/// SQL that reads an [IndexShape] from the catalog as JSON.
public final class IndexShapeSql {
  private IndexShapeSql() {}

  /// Expression on the aliases `x` (pg_index), `ic` (the index' pg_class) and `am` (pg_am).
  ///
  /// PostgreSQL writes expressions and predicates, with ACCESS SHARE on the table, so it may wait
  /// for a lock. They are comparable under the same `search_path`.
  public static final String DEPARSED =
      shape(
          "pg_get_indexdef(x.indexrelid, k.place::int, false)",
          "pg_get_expr(x.indpred, x.indrelid)");

  /// The same without expressions and predicates: takes no lock.
  public static final String STRUCTURE =
      shape("'" + IndexShape.UNREAD + "'", "'" + IndexShape.UNREAD + "'");

  // An attnum of 0 in indkey is an expression. INCLUDEd columns come after the first indnkeyatts.
  // indnullsnotdistinct came with version 15; to_jsonb reads a column where it exists.
  private static String shape(String expression, String predicate) {
    return """
    json_build_object(
      'method', am.amname,
      'uniqueness', json_build_object(
        'unique', x.indisunique,
        'nullsNotDistinct', coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false),
        'primary', x.indisprimary,
        'deferrable', NOT x.indimmediate,
        'exclusion', x.indisexclusion,
        'constrained', EXISTS (
          SELECT FROM pg_catalog.pg_constraint con
          WHERE con.conindid = x.indexrelid AND con.contype IN ('p', 'u', 'x'))),
      'keys', (
        SELECT json_agg(json_build_object(
          'column', coalesce(a.attname, ''),
          'expression', CASE WHEN k.attnum = 0 THEN %s ELSE '' END,
          'operatorClass', json_build_object(
            'name', ons.nspname || '.' || o.opcname,
            'usual', o.opcdefault),
          'collation', json_build_object(
            'name', coalesce(cns.nspname || '.' || co.collname, ''),
            'usual', k.attnum = 0 OR k.coll = a.attcollation,
            'deterministic', coalesce(co.collisdeterministic, true),
            'usualEquality', k.attnum = 0 OR k.coll = a.attcollation
              OR co.collisdeterministic AND own.collisdeterministic),
          'order', CASE k.opt & 3 WHEN 0 THEN 'ASC' WHEN 1 THEN 'DESC_NULLS_LAST'
            WHEN 2 THEN 'ASC_NULLS_FIRST' ELSE 'DESC' END) ORDER BY k.place)
        FROM unnest(x.indkey::int2[], x.indoption::int2[], x.indclass::oid[],
                    x.indcollation::oid[])
          WITH ORDINALITY AS k(attnum, opt, opclass, coll, place)
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = x.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
        LEFT JOIN pg_catalog.pg_opclass o ON o.oid = k.opclass
        LEFT JOIN pg_catalog.pg_namespace ons ON ons.oid = o.opcnamespace
        LEFT JOIN pg_catalog.pg_collation co ON co.oid = k.coll
        LEFT JOIN pg_catalog.pg_namespace cns ON cns.oid = co.collnamespace
        LEFT JOIN pg_catalog.pg_collation own ON own.oid = a.attcollation
        WHERE k.place <= x.indnkeyatts),
      'included', (
        SELECT coalesce(json_agg(a.attname ORDER BY k.place), '[]')
        FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
        WHERE k.place > x.indnkeyatts),
      'predicate', CASE WHEN x.indpred IS NULL THEN '' ELSE %s END,
      'storage', json_build_object(
        'fillfactor', coalesce((
          SELECT option_value::float8::int FROM pg_options_to_table(ic.reloptions)
          WHERE option_name = 'fillfactor'), 0),
        'parameters', (
          SELECT coalesce(json_object_agg(option_name, option_value), '{}')
          FROM pg_options_to_table(ic.reloptions) WHERE option_name <> 'fillfactor'),
        'tablespace', (
          SELECT t.spcname FROM pg_catalog.pg_tablespace t
          WHERE t.oid = CASE WHEN ic.reltablespace <> 0 THEN ic.reltablespace
            ELSE (SELECT d.dattablespace FROM pg_catalog.pg_database d
                  WHERE d.datname = current_database()) END)))
    """
        .formatted(expression, predicate);
  }
}

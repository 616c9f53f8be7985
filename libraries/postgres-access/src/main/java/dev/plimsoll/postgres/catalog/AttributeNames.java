package dev.plimsoll.postgres.catalog;

/// Names of columns by their numbers, as the catalog refers to them in keys and constraints.
public final class AttributeNames {
  private AttributeNames() {}

  /// An SQL expression: a `text[]` in the order of the numbers, where an expression (number 0 or
  /// less) stands as an empty text. Empty, and not NULL, for no numbers.
  ///
  /// @param relation expression of the relation's oid, in which no alias is `named` or `listed`
  /// @param numbers expression of an `int2[]`, the same
  public static String sql(String relation, String numbers) {
    return """
    ARRAY(SELECT coalesce(named.attname::text, '')
          FROM pg_catalog.unnest(%2$s) WITH ORDINALITY AS listed (attnum, position)
          LEFT JOIN pg_catalog.pg_attribute named
            ON named.attrelid = %1$s AND named.attnum = listed.attnum AND listed.attnum > 0
          ORDER BY listed.position)"""
        .formatted(relation, numbers);
  }
}

package dev.plimsoll.postgres.catalog;

/// SQL for column names by attribute numbers, as keys and constraints refer to them.
public final class AttributeNames {
  private AttributeNames() {}

  /// A `text[]` in the order of the numbers, with an empty text for an expression (number 0 or
  /// less). Empty, not NULL, for no numbers.
  ///
  /// @param relation SQL of the relation's oid, without the aliases `named` and `listed`
  /// @param numbers SQL of an `int2[]`, likewise
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

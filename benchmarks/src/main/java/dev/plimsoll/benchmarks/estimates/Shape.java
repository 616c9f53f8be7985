package dev.plimsoll.benchmarks.estimates;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// A table with the index to be built on it.
///
/// @param name of the table
/// @param key columns of the index with their types, as in CREATE TABLE
/// @param values their values, as expressions of `i`, 1 to the number of rows
/// @param indexError the most that the predicted size may be off, as a share
record Shape(
    String name, String key, String values, IndexDefinition definition, double indexError) {
  private static final double TIGHT = 0.02;
  private static final double LOOSE = 0.12;

  /// Those whose sizes are known to be told apart: fixed widths, text, several columns, INCLUDE,
  /// fillfactor, duplicates that are stored once, duplicates of varying length.
  static final List<Shape> ALL =
      List.of(
          unique("hashkey", "k text COLLATE \"C\"", "encode(sha256(int8send(i)), 'hex')", "k"),
          unique("bigint_key", "k bigint", "i", "k"),
          unique("bigint_random", "k bigint", "hashint8extended(i, 7)", "k"),
          unique("uuid_key", "k uuid", "md5(i::text)::uuid", "k"),
          unique("md5_text", "k text", "md5(i::text)", "k"),
          unique("composite", "a bigint, b integer", "i / 7, i % 7", "a", "b"),
          new Shape(
              "including",
              "k bigint, v uuid",
              "i, md5(i::text)::uuid",
              new IndexDefinition(Kind.UNIQUE, List.of("k")).withIncluded(List.of("v")),
              TIGHT),
          new Shape(
              "fillfactor_70",
              "k bigint",
              "i",
              new IndexDefinition(Kind.UNIQUE, List.of("k")).withFillfactor(70),
              TIGHT),
          index("duplicates", "k integer", "i % 1000", TIGHT),
          index("duplicates_few_each", "k bigint", "i / 5", TIGHT),
          index(
              "duplicates_of_varying_length",
              "k text",
              "repeat('x', 5 + (hashint8(i % 2000) & 31)) || i % 2000",
              LOOSE));

  private static Shape unique(String name, String key, String values, String... columns) {
    return new Shape(
        name, key, values, new IndexDefinition(Kind.PRIMARY_KEY, List.of(columns)), TIGHT);
  }

  private static Shape index(String name, String key, String values, double error) {
    return new Shape(name, key, values, new IndexDefinition(Kind.INDEX, List.of("k")), error);
  }

  QualifiedName table() {
    return new QualifiedName("shapes", name);
  }
}

package dev.plimsoll.benchmarks.estimates;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Table with the index to be built on it.
///
/// @param key columns of the index with their types, as in CREATE TABLE
/// @param values their values, as expressions of `i`, 1 to the number of rows
/// @param indexError largest error of the predicted size, as a share
/// @param state of the table when it is planned
record Shape(
    String name,
    String key,
    String values,
    IndexDefinition definition,
    double indexError,
    State state) {
  private static final double TIGHT = 0.02;
  private static final double LOOSE = 0.12;
  /// Largest error of nine sizes of ten.
  static final double USUAL = 0.15;

  private static final String RANDOM = "(hashint8(i) & 1073741823)";

  enum State {
    ANALYZED,
    NEVER_ANALYZED,
    /// Analysed, then two of three rows deleted.
    DEAD_ROWS
  }

  /// Shapes that statistics describe well.
  private static final List<Shape> PLAIN =
      List.of(
          unique("hashkey", "k text COLLATE \"C\"", "encode(sha256(int8send(i)), 'hex')", "k"),
          unique("bigint_key", "k bigint", "i", "k"),
          unique("bigint_random", "k bigint", "hashint8extended(i, 7)", "k"),
          unique("uuid_key", "k uuid", "md5(i::text)::uuid", "k"),
          unique("md5_text", "k text", "md5(i::text)", "k"),
          unique("composite", "a bigint, b integer", "i / 7, i % 7", "a", "b"),
          analyzed(
              "including",
              "k bigint, v uuid",
              "i, md5(i::text)::uuid",
              new IndexDefinition(Kind.UNIQUE, List.of("k")).withIncluded(List.of("v")),
              TIGHT),
          analyzed(
              "fillfactor_70",
              "k bigint",
              "i",
              new IndexDefinition(Kind.UNIQUE, List.of("k")).withFillfactor(70),
              TIGHT),
          analyzed("duplicates", "k integer", "i % 1000", index("k"), TIGHT),
          analyzed("duplicates_few_each", "k bigint", "i / 5", index("k"), TIGHT),
          analyzed(
              "duplicates_of_varying_length",
              "k text",
              "repeat('x', 5 + (hashint8(i % 2000) & 31)) || i % 2000",
              index("k"),
              LOOSE));

  /// Shapes that statistics mislead about.
  private static final List<Shape> ODD =
      List.of(
          odd(
              "null_first",
              "x bigint, k bigint",
              "CASE WHEN hashint8(i) % 10 = 0 THEN i END, i",
              index("x", "k")),
          odd(
              "null_last",
              "k bigint, gone timestamptz",
              "i, CASE WHEN hashint8(i) % 10 = 0 THEN 'epoch'::timestamptz + i * interval '1 s' END",
              index("k", "gone")),
          odd("citext", "k citext", "'user' || i % 50000", index("k")),
          odd(
              "half_is_one_value",
              "k bigint",
              "CASE WHEN hashint8(i) % 2 = 0 THEN 0 ELSE i END",
              index("k")),
          odd("numeric", "k numeric(12, 2)", RANDOM + " / 100.0", index("k")),
          odd(
              "places",
              "country text, state text, city text",
              ("'country' || %1$s %% 10000 / 500, 'state' || %1$s %% 10000 / 20,"
                      + " 'city' || %1$s %% 10000")
                  .formatted(RANDOM),
              index("country", "state", "city")),
          odd(
              "pairs",
              "part bigint, supplier bigint",
              "%1$s %% 66667, (%1$s %% 66667 + (hashint8(i + 1) & 3) * 2500) %% 10000"
                  .formatted(RANDOM),
              index("part", "supplier")),
          new Shape(
              "never_analyzed",
              "k bigint",
              RANDOM + " % 50000",
              index("k"),
              USUAL,
              State.NEVER_ANALYZED),
          new Shape("dead_rows", "k bigint", "i", index("k"), USUAL, State.DEAD_ROWS),
          odd(
              "tags",
              "k text[]",
              "ARRAY['tag' || (hashint8(i) & 255), 'tag' || (hashint8(i + 1) & 1023)]",
              index("k").withMethod("gin")),
          odd(
              "one_percent",
              "k bigint, status text",
              "i, CASE WHEN i % 100 = 0 THEN 'open' ELSE 'done' END",
              index("k").withPredicate("status = 'open'")));

  static final List<Shape> ALL = Stream.concat(PLAIN.stream(), ODD.stream()).toList();

  /// Whether temporary files are compared as well.
  boolean isPlain() {
    return PLAIN.contains(this);
  }

  /// Every second shape from `first` (0 or 1) on. Shapes of a kind stand side by side, so what one
  /// half teaches is tried on the other.
  static List<Shape> half(int first) {
    return IntStream.range(0, ALL.size()).filter(i -> i % 2 == first).mapToObj(ALL::get).toList();
  }

  private static Shape odd(String name, String key, String values, IndexDefinition definition) {
    return analyzed(name, key, values, definition, USUAL);
  }

  private static Shape unique(String name, String key, String values, String... columns) {
    return analyzed(
        name, key, values, new IndexDefinition(Kind.PRIMARY_KEY, List.of(columns)), TIGHT);
  }

  private static Shape analyzed(
      String name, String key, String values, IndexDefinition definition, double error) {
    return new Shape(name, key, values, definition, error, State.ANALYZED);
  }

  private static IndexDefinition index(String... columns) {
    return new IndexDefinition(Kind.INDEX, List.of(columns));
  }

  QualifiedName table() {
    return new QualifiedName("shapes", name);
  }
}

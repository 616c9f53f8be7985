package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.List;
import java.util.Locale;

/// Tables with more bytes than a reader may hold: long values, or many rows. They are hashes, which
/// do not compress.
enum BulkyTable {
  LONG_VALUES(
      "10 MB values",
      24,
      240_000_000,
      "CREATE TABLE %1$s (id int PRIMARY KEY, body bytea NOT NULL)",
      "ALTER TABLE %1$s ALTER COLUMN body SET STORAGE EXTERNAL",
      """
      INSERT INTO %1$s
      SELECT id, int4send(id) || noise
      FROM generate_series(1, %2$d) AS id,
           (SELECT string_agg(sha512(int8send(i)), ''::bytea) AS noise
            FROM generate_series(1, 156250) AS i) AS one
      """),
  MANY_ROWS(
      "5 GB",
      12_500_000,
      5_000_000_000L,
      """
      CREATE TABLE %1$s AS
      SELECT id, encode(sha512(int8send(id)), 'hex') AS a,
             encode(sha512(int8send(-id)), 'hex') AS b,
             encode(sha512(int8send(id * 31)), 'hex') AS c
      FROM generate_series(1::bigint, %2$d) AS id
      """,
      "ALTER TABLE %1$s ADD PRIMARY KEY (id)");

  private final String title;
  private final long rows;
  private final long bytes;
  private final List<String> templates;

  BulkyTable(String title, long rows, long bytes, String... templates) {
    this.title = title;
    this.rows = rows;
    this.bytes = bytes;
    this.templates = List.of(templates);
  }

  String title() {
    return title;
  }

  long rows() {
    return rows;
  }

  /// Least size at the source.
  long bytes() {
    return bytes;
  }

  QualifiedName table() {
    return new QualifiedName(TableShape.SCHEMA, name().toLowerCase(Locale.ROOT));
  }

  /// Statements that make it.
  List<String> statements() {
    return templates.stream()
        .map(template -> template.formatted(Identifiers.quote(table()), rows))
        .toList();
  }
}

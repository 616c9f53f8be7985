package dev.plimsoll.connector.mariadb;

import java.util.Locale;

/// Keys whose order or equality is not that of their bytes, or whose values lie at the edge of what
/// a number holds.
enum KeyShape {
  NEGATIVE("id bigint", "id", "(CAST(seq AS SIGNED) - 1000) * 9223372036854775"),
  /// Half of them beyond 2^63.
  UNSIGNED("id bigint unsigned", "id", "18446744073709551615 - (seq - 1) * 9000000000000000"),
  DECIMAL("id decimal(30,10)", "id", "(CAST(seq AS SIGNED) - 1000) * 0.0000000003"),
  BINARY_16("id binary(16)", "id", "unhex(md5(seq))"),
  /// Zero bytes at the end tell keys apart.
  TRAILING_ZEROS(
      "id varbinary(20)",
      "id",
      "concat(unhex(lpad(hex(seq DIV 3), 4, '0')), repeat(x'00', seq % 3))"),
  LATIN(
      "id varchar(30) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
      "id",
      "concat(elt(1 + seq % 4, '\u00e9', 'a', '\u00fc', 'Z'), reverse(seq))"),
  /// Without four bytes a character, and with one letter that is two to the order.
  EXPANDED(
      "id varchar(30) CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci",
      "id",
      "concat(elt(1 + seq % 3, 'stra\u00dfe', 'STRASSE', 'Strasse '), reverse(seq))"),
  BY_CODE_POINT(
      "id varchar(30) COLLATE utf8mb4_bin", "id", "concat(elt(1 + seq % 2, 'a', 'A'), seq DIV 2)"),
  /// Spaces at the end tell keys apart.
  NOT_PADDED(
      "id varchar(30) COLLATE utf8mb4_nopad_bin",
      "id",
      "concat('k', seq DIV 3, repeat(' ', seq % 3))"),
  PADDED(
      "id char(12) COLLATE utf8mb4_general_ci",
      "id",
      "concat(elt(1 + seq % 2, 'x', 'X'), reverse(seq), repeat(' ', seq % 3))"),
  BEYOND_THE_PLANE(
      "id varchar(30) COLLATE utf8mb4_unicode_520_ci",
      "id",
      "concat(elt(1 + seq % 3, '\uD83D\uDE00', '\u65e5\u672c', '\u0153'), seq)"),
  WIDE_CHARACTERS(
      "id varchar(30) CHARACTER SET utf16 COLLATE utf16_general_ci",
      "id",
      "concat(elt(1 + seq % 3, '\uD83D\uDE00', '\u65e5\u672c', '\u0153'), seq)"),
  /// Of the first column's values three are one to its order, and written in three ways.
  COMPOSITE(
      "tenant varchar(5) COLLATE utf8mb4_general_ci, at datetime(6), n smallint",
      "tenant, at, n",
      "elt(1 + seq % 4, 'a', 'A ', '\u00c4', 'b'), '2024-01-01' + INTERVAL seq % 50 MICROSECOND, seq"),
  COMPOSITE_NUMBERS(
      "a decimal(5,2), b bigint unsigned, c int",
      "a, b, c",
      "(CAST(seq AS SIGNED) % 7 - 3) * 0.25, 18446744073709551615 - seq % 11, seq"),
  DESCENDING("id int", "id DESC", "CAST(seq AS SIGNED) - 1000"),
  MOMENTS("id timestamp(3)", "id", "'2024-01-01 00:00:00' + INTERVAL seq * 500000 MICROSECOND"),
  ZERO_DATES(
      "day date, n smallint unsigned",
      "day, n",
      "IF(seq % 5 = 0, '0000-00-00', '2024-01-01' + INTERVAL seq % 90 DAY), seq");

  static final int ROWS = 2_000;

  private final String definition;
  private final String key;
  private final String values;

  KeyShape(String definition, String key, String values) {
    this.definition = definition;
    this.key = key;
    this.values = values;
  }

  String table() {
    return "by_" + name().toLowerCase(Locale.ROOT);
  }

  String[] statements() {
    return new String[] {
      "SET SESSION sql_mode = ''",
      "SET SESSION time_zone = '+00:00'",
      "CREATE TABLE %s (note int DEFAULT 7, %s, PRIMARY KEY (%s))"
          .formatted(table(), definition, key),
      "INSERT INTO %s (%s) SELECT %s FROM seq_1_to_%d"
          .formatted(table(), key.replace(" DESC", ""), values, ROWS),
      "ANALYZE TABLE " + table()
    };
  }
}

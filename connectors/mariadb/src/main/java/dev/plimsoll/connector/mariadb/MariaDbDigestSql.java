package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// The statement by which MariaDB computes rows and digest of some columns: the text that
/// PostgreSQL has for each row, its MD5, and their sum. So the digest is the one that files and
/// target have.
///
/// - Floating-point numbers go in by their bits: a point that is made of one has them in its
///   binary form, low byte first.
/// - A row whose text is longer than `max_allowed_packet` has none. It weighs 2^100, which changes
///   no digest and is counted by itself.
///
/// Source: MariaDB documentation, "String Functions", "Geometry Constructors"; PostgreSQL
/// documentation, 8.16.6 (composite type input and output).
final class MariaDbDigestSql {
  private static final String STATEMENT =
      """
      -- NAMES utf8mb4, time_zone +00:00, sql_mode ALLOW_INVALID_DATES
      SELECT row_count,
             LPAD(LOWER(HEX(CAST(MOD(total, 18446744073709551616) AS UNSIGNED))), 16, '0') AS digest,
             FLOOR(total / 1267650600228229401496703205376) AS too_long
      FROM (SELECT COUNT(*) AS row_count,
                   COALESCE(SUM(IFNULL(CAST(CONV(LEFT(MD5(CONCAT('(', %s, ')')), 16), 16, 10)
                                            AS UNSIGNED),
                                       1267650600228229401496703205376)), 0) AS total
            %s) AS sums
      """;

  // What makes PostgreSQL quote a field: a quote, a backslash, parentheses, a comma, any of six
  // spaces. A constant of bytes, so that no mode of the session changes it.
  private static final String SPECIAL = "_utf8mb4 X'5B225C5C28292C20090A0B0C0D5D'";
  private static final String BACKSLASH = "_utf8mb4 X'5C'";
  private static final String TWO_BACKSLASHES = "_utf8mb4 X'5C5C'";

  // As PostgreSQL has bytes in a row: a quote, two backslashes, an x.
  private static final String HEX_BEGIN = "_utf8mb4 X'225C5C78'";

  private MariaDbDigestSql() {}

  /// @param from with its keyword before it, and whatever follows
  static String of(List<MariaDbColumn> columns, String from) {
    return STATEMENT.formatted(
        columns.stream().map(MariaDbDigestSql::field).collect(Collectors.joining(", ',', ")),
        from.strip());
  }

  /// What the server answers to one of these statements.
  ///
  /// @param session in which nothing is being read
  /// @throws PlimsollException INVALID_REQUEST where rows are too long for the server to make one
  ///     text of; else what it says
  static TableDigest ask(MariaDbSession session, MariaDbTable table, String sql) {
    return session.one(
        sql,
        row -> {
          long tooLong = row.getLong("too_long");
          if (tooLong > 0) {
            throw PlimsollException.invalidRequest(
                "%s has %d rows here whose text is longer than the server's max_allowed_packet, so it cannot"
                        .formatted(table.name(), tooLong)
                    + " compute their digest: ask for the proof of the file");
          }
          return new TableDigest(row.getLong("row_count"), row.getString("digest"));
        });
  }

  // NULL is nothing at all.
  private static String field(MariaDbColumn column) {
    String text = text(column);
    return column.column().notNull()
        ? text
        : "IF(%s IS NULL, '', %s)"
            .formatted(MariaDbIdentifiers.quote(column.column().name()), text);
  }

  // As it stands in the row: quoted where it must be.
  private static String text(MariaDbColumn column) {
    String value = column.expression();
    return switch (column.reader()) {
      case BOOL -> "IF(%s = 0, 'f', 't')".formatted(value);
      // Computed with, so that no ZEROFILL is left.
      case INT2, INT4, INT8 -> characters(value + " + 0");
      case UNSIGNED -> characters("CAST(" + value + " AS UNSIGNED)");
      case NUMERIC -> characters(decimal(value, column.column()));
      case FLOAT4 -> floatBits(value);
      case FLOAT8 -> hex(doubleBits(value));
      case DATE_NUMBER -> day(column.column());
      case TIMESTAMP_NUMBER, TIMESTAMP -> moment(column.column());
      case TIME_NUMBER, TIME -> trimmed(column.column());
      case UUID -> value;
      case TEXT, JSON -> quoted("CONVERT(" + value + " USING utf8mb4)");
      case BYTES -> "CONCAT(%s, %s, '\"')".formatted(HEX_BEGIN, hex(value));
    };
  }

  private static String characters(String value) {
    return "CAST(" + value + " AS CHAR)";
  }

  private static String hex(String value) {
    return "LOWER(HEX(" + value + "))";
  }

  private static String decimal(String value, Column column) {
    return "CAST(%s AS DECIMAL(%d,%d))".formatted(value, column.precision(), column.scale());
  }

  // As geometry has it: a byte, four of the type, eight each of x and y, the low ones first.
  private static String doubleBits(String value) {
    return "REVERSE(SUBSTR(ST_AsWKB(POINT(" + value + ", 0)), 6, 8))";
  }

  // Of the 64 bits that it has as a double: sign, exponent less the difference of the two biases,
  // and the upper 23 bits of the fraction. What is less than 2^-126 has no exponent, and counts by
  // 2^-149.
  private static String floatBits(String value) {
    String bits = "CAST(CONV(HEX(" + doubleBits(value) + "), 16, 10) AS UNSIGNED)";
    String magnitude =
        "IF(ABS(%1$s) < POW(2, -126), CAST(ABS(%1$s) * POW(2, 149) AS UNSIGNED), ((%2$s & %3$d) >> 29) - %4$d)"
            .formatted(value, bits, Long.MAX_VALUE, (1023L - 127) << 23);
    return "LPAD(LOWER(HEX(%s | ((%s >> 32) & %d))), 8, '0')".formatted(magnitude, bits, 1L << 31);
  }

  private static String day(Column column) {
    String text = characters(MariaDbIdentifiers.quote(column.name()));
    return """
    CASE WHEN %1$s = '0000-00-00' THEN '-infinity' \
    WHEN LEFT(%1$s, 4) = '0000' THEN CONCAT('"0001', SUBSTR(%1$s, 5), ' BC"') \
    ELSE %1$s END"""
        .formatted(text);
  }

  private static String moment(Column column) {
    String text = trimmed(column);
    return """
    CASE WHEN LEFT(%1$s, 10) = '0000-00-00' THEN '-infinity' \
    WHEN LEFT(%1$s, 4) = '0000' THEN CONCAT('"0001', SUBSTR(%1$s, 5), '%2$s BC"') \
    ELSE CONCAT('"', %1$s, '%2$s"') END"""
        .formatted(text, column.type() == PgType.TIMESTAMPTZ ? "+00" : "");
  }

  // PostgreSQL writes no zeros at the end of a fraction; without one, the last are the seconds'.
  private static String trimmed(Column column) {
    String text = characters(MariaDbIdentifiers.quote(column.name()));
    return column.typmod() == 0
        ? text
        : "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " + text + "))";
  }

  // What is empty or has a special character in it; quotes and backslashes inside are doubled.
  private static String quoted(String value) {
    return """
    IF(OCTET_LENGTH(%1$s) = 0 OR %1$s REGEXP %2$s, \
    CONCAT('"', REPLACE(REPLACE(%1$s, %3$s, %4$s), '"', '""'), '"'), %1$s)"""
        .formatted(value, SPECIAL, BACKSLASH, TWO_BACKSLASHES);
  }
}

package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// SQL that computes row count and digest in MariaDB: the MD5 of the text that PostgreSQL has for
/// each row, and their sum. So the digest equals that of files and target.
///
/// - Floats are hashed by their bits, taken from the binary form of a point (low byte first).
/// - A row text longer than `max_allowed_packet` is NULL. It counts as 2^100, which leaves the
///   digest unchanged and is counted separately.
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

  // A quote, backslash, parenthesis, comma or space makes PostgreSQL quote a field. Written as
  // bytes, so that no SQL mode changes it.
  private static final String SPECIAL = "_utf8mb4 X'5B225C5C28292C20090A0B0C0D5D'";
  private static final String BACKSLASH = "_utf8mb4 X'5C'";
  private static final String TWO_BACKSLASHES = "_utf8mb4 X'5C5C'";

  // Beginning of bytea in a row's text: a quote, two backslashes, an x.
  private static final String HEX_BEGIN = "_utf8mb4 X'225C5C78'";

  private MariaDbDigestSql() {}

  /// @param from the rest of the statement from FROM on
  static String of(List<MariaDbColumn> columns, String from) {
    return STATEMENT.formatted(
        columns.stream().map(MariaDbDigestSql::field).collect(Collectors.joining(", ',', ")),
        from.strip());
  }

  /// Runs such a statement.
  ///
  /// @param session without an open result
  /// @throws PlimsollException INVALID_REQUEST where a row's text is too long; else the server's
  ///     error
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

  private static String field(MariaDbColumn column) {
    String text = text(column);
    return column.column().notNull()
        ? text
        : "IF(%s IS NULL, '', %s)"
            .formatted(MariaDbIdentifiers.quote(column.column().name()), text);
  }

  // The field in the row's text, quoted where needed.
  private static String text(MariaDbColumn column) {
    String value = column.expression();
    return switch (column.reader()) {
      case BOOL -> "IF(%s = 0, 'f', 't')".formatted(value);
      // Arithmetic removes ZEROFILL.
      case INT2, INT4, INT8 -> characters(value + " + 0");
      case UNSIGNED -> characters("CAST(" + value + " AS UNSIGNED)");
      case NUMERIC ->
          characters(
              "CAST(%s AS DECIMAL(%d,%d))"
                  .formatted(value, column.column().precision(), column.column().scale()));
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

  // WKB: one byte, four of the type, eight each of x and y, little-endian.
  private static String doubleBits(String value) {
    return "REVERSE(SUBSTR(ST_AsWKB(POINT(" + value + ", 0)), 6, 8))";
  }

  // From the 64 bits of a double: sign, exponent minus the difference of the biases, upper 23 bits
  // of the fraction. Numbers below 2^-126 are subnormal: multiples of 2^-149.
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

  // PostgreSQL drops a fraction's trailing zeros; without a fraction they belong to the seconds.
  private static String trimmed(Column column) {
    String text = characters(MariaDbIdentifiers.quote(column.name()));
    return column.typmod() == 0
        ? text
        : "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " + text + "))";
  }

  // Empty text and text with special characters; quotes and backslashes are doubled.
  private static String quoted(String value) {
    return """
    IF(OCTET_LENGTH(%1$s) = 0 OR %1$s REGEXP %2$s, \
    CONCAT('"', REPLACE(REPLACE(%1$s, %3$s, %4$s), '"', '""'), '"'), %1$s)"""
        .formatted(value, SPECIAL, BACKSLASH, TWO_BACKSLASHES);
  }
}

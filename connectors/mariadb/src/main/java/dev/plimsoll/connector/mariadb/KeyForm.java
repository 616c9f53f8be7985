package dev.plimsoll.connector.mariadb;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// Form in which a key value, in PostgreSQL's text, is written into a MariaDB statement, so that it
/// compares in the column's own order and an index serves it. Text is written as hexadecimal
/// bytes, so it cannot inject SQL.
enum KeyForm {
  NUMBER,
  TEXT,
  BYTES,
  UUID,
  /// A date, with or without a time.
  MOMENT,
  /// Comparison with constants does not follow the order: `enum` and `set` are ordered by number,
  /// `float` is stored as another number than the constant, and some character sets do not survive
  /// a round trip by Unicode.
  NONE;

  private static final HexFormat HEX = HexFormat.of();

  // Character sets that survive a round trip by Unicode.
  private static final Set<String> ROUND_TRIP =
      Set.of("utf8mb4", "utf8mb3", "utf8", "ucs2", "utf16", "utf16le", "utf32", "latin1", "ascii");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final Pattern HEX_BYTES = Pattern.compile("\\\\x([0-9a-f]{2})*");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String AFTER_THE_YEAR =
      "-\\d{2}-\\d{2}( \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?)?";
  private static final String ZERO_DATE = "-infinity";
  private static final String UTC = "+00";
  // PostgreSQL writes year 0 as the year 1 BC.
  private static final String YEAR_ZERO = " BC";
  private static final Pattern MOMENT_TEXT =
      Pattern.compile("\\d{4}" + AFTER_THE_YEAR + "|0001" + AFTER_THE_YEAR + YEAR_ZERO);

  /// @param value as PostgreSQL writes it
  /// @throws IllegalArgumentException for one that it does not hold
  String constant(String value) {
    return switch (this) {
      case NUMBER -> requireMatching(value, DECIMAL);
      case TEXT -> "_utf8mb4 X'" + HEX.formatHex(value.getBytes(StandardCharsets.UTF_8)) + "'";
      case BYTES -> "X'" + requireMatching(value, HEX_BYTES).substring(2) + "'";
      case UUID -> "CAST('" + requireMatching(value, UUID_TEXT) + "' AS UUID)";
      case MOMENT -> value.equals(ZERO_DATE) ? "'0000-00-00'" : "'" + local(value) + "'";
      case NONE -> throw new IllegalStateException("a column of this type is no key to read by");
    };
  }

  private static String local(String moment) {
    String local = requireMatching(moment.replace(UTC, ""), MOMENT_TEXT);
    return local.endsWith(YEAR_ZERO)
        ? "0000" + local.substring(4, local.length() - YEAR_ZERO.length())
        : local;
  }

  /// Whether a column of MariaDB can hold a value in PostgreSQL's text.
  boolean holds(String value) {
    return switch (this) {
      case NUMBER -> DECIMAL.matcher(value).matches();
      case TEXT -> true;
      case BYTES -> HEX_BYTES.matcher(value).matches();
      case UUID -> UUID_TEXT.matcher(value).matches();
      case MOMENT ->
          value.equals(ZERO_DATE) || MOMENT_TEXT.matcher(value.replace(UTC, "")).matches();
      case NONE -> false;
    };
  }

  /// @param dataType as in `information_schema.columns`
  /// @param charset the same; empty for none
  static KeyForm of(String dataType, String charset) {
    return switch (dataType.toLowerCase(Locale.ROOT)) {
      case "tinyint", "smallint", "mediumint", "int", "integer", "bigint", "decimal", "numeric" ->
          NUMBER;
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" ->
          ROUND_TRIP.contains(charset.toLowerCase(Locale.ROOT)) ? TEXT : NONE;
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> BYTES;
      case "uuid" -> UUID;
      case "date", "datetime", "timestamp" -> MOMENT;
      default -> NONE;
    };
  }

  private static String requireMatching(String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException("no value of a key: " + value);
    }
    return value;
  }
}

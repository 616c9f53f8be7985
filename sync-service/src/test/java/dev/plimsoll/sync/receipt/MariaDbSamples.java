package dev.plimsoll.sync.receipt;

import java.util.List;

/// MariaDB's types, each with values as SQL writes them and the text that PostgreSQL has for them
/// afterwards.
enum MariaDbSamples {
  TINYINT("tinyint", "smallint", of("-128", "-128"), of("127", "127")),
  BOOLEAN("boolean", "smallint", of("true", "1"), of("false", "0"), of("-7", "-7")),
  TINYINT_UNSIGNED("tinyint unsigned", "smallint", of("255", "255"), of("0", "0")),
  SMALLINT("smallint", "smallint", of("-32768", "-32768"), of("32767", "32767")),
  SMALLINT_UNSIGNED("smallint unsigned", "integer", of("65535", "65535")),
  MEDIUMINT("mediumint", "integer", of("-8388608", "-8388608"), of("8388607", "8388607")),
  MEDIUMINT_UNSIGNED("mediumint unsigned", "integer", of("16777215", "16777215")),
  INT("int", "integer", of("-2147483648", "-2147483648"), of("2147483647", "2147483647")),
  INT_UNSIGNED("int unsigned", "bigint", of("4294967295", "4294967295"), of("0", "0")),
  INT_ZEROFILL("int(8) zerofill", "bigint", of("42", "42")),
  BIGINT(
      "bigint",
      "bigint",
      of("-9223372036854775808", "-9223372036854775808"),
      of("9223372036854775807", "9223372036854775807")),
  BIGINT_UNSIGNED(
      "bigint unsigned",
      "numeric(20,0)",
      of("18446744073709551615", "18446744073709551615"),
      of("9223372036854775808", "9223372036854775808"),
      of("0", "0")),
  DECIMAL(
      "decimal(12,2)",
      "numeric(12,2)",
      of("-9999999999.99", "-9999999999.99"),
      of("0", "0.00"),
      of("-0.01", "-0.01")),
  DECIMAL_ZEROFILL("decimal(12,2) zerofill", "numeric(12,2)", of("12.5", "12.50")),
  DECIMAL_FRACTION(
      "decimal(18,18)", "numeric(18,18)", of("-0.000000000000000001", "-0.000000000000000001")),
  DECIMAL_WIDE(
      "decimal(38,10)",
      "numeric(38,10)",
      of("9999999999999999999999999999.9999999999", "9999999999999999999999999999.9999999999")),
  DECIMAL_WIDEST(
      "decimal(65,30)",
      "numeric(65,30)",
      of(
          "-99999999999999999999999999999999999.999999999999999999999999999999",
          "-99999999999999999999999999999999999.999999999999999999999999999999"),
      of("0.1", "0.100000000000000000000000000000")),
  FLOAT(
      "float",
      "real",
      of("1.1", "1.1"),
      of("-3.40282e38", "-3.40282e+38"),
      of("1e-45", "1e-45"),
      of("0", "0")),
  DOUBLE(
      "double",
      "double precision",
      of("0.1", "0.1"),
      of("1.7976931348623157e308", "1.7976931348623157e+308"),
      of("-2.2250738585072014e-308", "-2.2250738585072014e-308")),
  BIT_ONE("bit(1)", "boolean", of("b'1'", "true"), of("b'0'", "false")),
  BITS("bit(12)", "bigint", of("b'101'", "5"), of("b'111111111111'", "4095")),
  BITS_63("bit(63)", "bigint", of("9223372036854775807", "9223372036854775807")),
  BITS_64("bit(64)", "numeric(20,0)", of("18446744073709551615", "18446744073709551615")),
  YEAR("year", "smallint", of("1901", "1901"), of("2155", "2155"), of("0", "0")),
  DATE(
      "date",
      "date",
      of("'0000-00-00'", "-infinity"),
      of("'1000-01-01'", "1000-01-01"),
      of("'1582-10-10'", "1582-10-10"),
      of("'0001-01-01'", "0001-01-01"),
      of("'2024-02-29'", "2024-02-29"),
      of("'9999-12-31'", "9999-12-31")),
  DATETIME(
      "datetime",
      "timestamp(0) without time zone",
      of("'0000-00-00 00:00:00'", "-infinity"),
      of("'9999-12-31 23:59:59'", "9999-12-31 23:59:59"),
      of("'1969-12-31 23:59:59'", "1969-12-31 23:59:59")),
  DATETIME_3(
      "datetime(3)",
      "timestamp(3) without time zone",
      of("'2024-02-29 12:00:00.125'", "2024-02-29 12:00:00.125")),
  DATETIME_6(
      "datetime(6)",
      "timestamp without time zone",
      of("'1000-01-01 00:00:00.000001'", "1000-01-01 00:00:00.000001"),
      of("'9999-12-31 23:59:59.999999'", "9999-12-31 23:59:59.999999"),
      of("'0000-00-00'", "-infinity")),
  TIMESTAMP(
      "timestamp null",
      "timestamp(0) with time zone",
      of("'1970-01-01 00:00:01'", "1970-01-01 00:00:01+00"),
      of("'2038-01-19 03:14:07'", "2038-01-19 03:14:07+00"),
      of("0", "-infinity")),
  TIMESTAMP_6(
      "timestamp(6) null",
      "timestamp with time zone",
      of("'2024-03-31 02:30:00.5'", "2024-03-31 02:30:00.5+00")),
  TIME(
      "time",
      "time(0) without time zone",
      of("'00:00:00'", "00:00:00"),
      of("'23:59:59'", "23:59:59"),
      of("'24:00:00'", "24:00:00")),
  TIME_6("time(6)", "time without time zone", of("'12:34:56.000001'", "12:34:56.000001")),
  CHAR(
      "char(10)",
      "character varying(10)",
      of("'ab  '", "ab"),
      of("''", ""),
      of("'ten chars.'", "ten chars.")),
  CHAR_NONE("char(0)", "text", of("''", "")),
  VARCHAR(
      "varchar(40)",
      "character varying(40)",
      of("'ab  '", "ab  "),
      of("'a\"b\\\\c,(d)'", "a\"b\\c,(d)"),
      of("'\uD83D\uDE00'", "\uD83D\uDE00"),
      of("repeat('\uD83D\uDE00', 40)", "\uD83D\uDE00".repeat(40))),
  VARCHAR_LATIN(
      "varchar(10) character set latin1",
      "character varying(10)",
      of("'\u00e9\u20ac'", "\u00e9\u20ac")),
  VARCHAR_UTF16(
      "varchar(10) character set utf16",
      "character varying(10)",
      of("'\u00e9\uD83D\uDE00'", "\u00e9\uD83D\uDE00")),
  TINYTEXT("tinytext", "text", of("''", ""), of("'x'", "x")),
  TEXT("text", "text", of("'\\n\\t'", "\n\t")),
  MEDIUMTEXT("mediumtext", "text", of("repeat('\u00fc', 70000)", "\u00fc".repeat(70000))),
  LONGTEXT("longtext", "text", of("'{\"a\":1}'", "{\"a\":1}")),
  BINARY("binary(4)", "bytea", of("x'01'", "\\x01000000"), of("x'ffffffff'", "\\xffffffff")),
  VARBINARY("varbinary(4)", "bytea", of("x''", "\\x"), of("x'0001'", "\\x0001")),
  TINYBLOB("tinyblob", "bytea", of("x'00'", "\\x00")),
  BLOB("blob", "bytea", of("x'deadbeef'", "\\xdeadbeef")),
  LONGBLOB("longblob", "bytea", of("repeat(x'61', 100000)", "\\x" + "61".repeat(100_000))),
  ENUM(
      "enum('x','y,z','\u00fc')",
      "text",
      of("'y,z'", "y,z"),
      of("'\u00fc'", "\u00fc"),
      of("'nothing'", "")),
  SET("set('p','q')", "text", of("'p,q'", "p,q"), of("''", "")),
  JSON(
      "json",
      "json",
      of("' {\"a\" : 1,  \"a\": \"\u00fc\"}'", " {\"a\" : 1,  \"a\": \"\u00fc\"}"),
      of("'null'", "null")),
  UUID(
      "uuid",
      "uuid",
      of("'123e4567-e89b-12d3-a456-426655440000'", "123e4567-e89b-12d3-a456-426655440000"),
      of("'00000000-0000-0000-0000-000000000000'", "00000000-0000-0000-0000-000000000000")),
  INET6("inet6", "text", of("'::1'", "::1"), of("'::ffff:10.0.0.1'", "::ffff:10.0.0.1")),
  INET4("inet4", "text", of("'10.0.0.1'", "10.0.0.1"));

  /// @param literal for MariaDB
  /// @param text of PostgreSQL
  record Sample(String literal, String text) {}

  private final String sql;
  private final String target;
  private final List<Sample> samples;

  MariaDbSamples(String sql, String target, Sample... samples) {
    this.sql = sql;
    this.target = target;
    this.samples = List.of(samples);
  }

  private static Sample of(String literal, String text) {
    return new Sample(literal, text);
  }

  String sql() {
    return sql;
  }

  /// The type that PostgreSQL has for it.
  String target() {
    return target;
  }

  List<Sample> samples() {
    return samples;
  }
}

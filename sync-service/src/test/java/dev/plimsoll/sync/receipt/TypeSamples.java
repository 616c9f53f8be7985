package dev.plimsoll.sync.receipt;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/// Types with a form of their own, with the values at their edges and a generator of others, as
/// text that PostgreSQL reads.
enum TypeSamples implements Sample {
  BOOL("bool", List.of("t", "f"), random -> random.nextBoolean() ? "t" : "f"),
  INT2("int2", List.of("-32768", "32767", "0"), random -> "" + (short) random.nextInt()),
  INT4("int4", List.of("-2147483648", "2147483647"), random -> "" + random.nextInt()),
  INT8(
      "int8",
      List.of("-9223372036854775808", "9223372036854775807", "0"),
      random -> "" + random.nextLong()),
  FLOAT4(
      "float4",
      List.of("NaN", "Infinity", "-Infinity", "-0", "0", "1e-45", "3.4028235e38", "1.1"),
      random -> floatText(Float.intBitsToFloat(random.nextInt()))),
  FLOAT8(
      "float8",
      List.of("NaN", "Infinity", "-Infinity", "-0", "4.9e-324", "1.7976931348623157e308", "0.1"),
      random -> floatText(Double.longBitsToDouble(random.nextLong()))),
  NUMERIC_MONEY(
      "numeric(12,2)",
      List.of("0", "0.01", "-0.01", "9999999999.99", "-9999999999.99", "1000", "10000"),
      random -> decimal(random, 12, 2)),
  NUMERIC_SHORT("numeric(9,0)", List.of("999999999", "-1", "0"), random -> decimal(random, 9, 0)),
  NUMERIC_FRACTION(
      "numeric(4,4)", List.of("0.0001", "-0.9999", "0"), random -> decimal(random, 4, 4)),
  NUMERIC_LONG(
      "numeric(18,18)",
      List.of("0.000000000000000001", "-0.999999999999999999"),
      random -> decimal(random, 18, 18)),
  NUMERIC_SEVENTEEN(
      "numeric(18,17)", List.of("9.99999999999999999", "0"), random -> decimal(random, 18, 17)),
  NUMERIC_WIDE(
      "numeric(38,10)",
      List.of("9999999999999999999999999999.9999999999", "-0.0000000001", "0"),
      random -> decimal(random, 38, 10)),
  NUMERIC_WIDER(
      "numeric(60,5)",
      List.of("NaN", "0", "-123456789012345678901234567890123456789012345678901234.5"),
      random -> decimal(random, 60, 5)),
  NUMERIC(
      "numeric",
      List.of("NaN", "Infinity", "-Infinity", "0", "0.00", "1e-100", "1e300", "-10000.0001"),
      random -> decimal(random, 1 + random.nextInt(60), random.nextInt(40))),
  TEXT(
      "text",
      List.of(
          "", " ", "\"", "\\", "(", ")", ",", "\t", "\n", "\r", "\f", "\u000b", "NULL", "ä",
          "\u0085", "\u00a0", "\u2003", "😀", "a\"b\\c", "\\N"),
      TypeSamples::text),
  VARCHAR("varchar(40)", List.of("", "x"), random -> clip(text(random), 40)),
  BPCHAR("char(10)", List.of("", "x", "ten chars."), random -> clip(text(random), 10)),
  DATE(
      "date",
      List.of(
          "infinity",
          "-infinity",
          "4713-01-01 BC",
          "0001-12-31 BC",
          "0001-01-01",
          "1582-10-04",
          "1582-10-15",
          "1970-01-01",
          "2000-02-29",
          "9999-12-31",
          "10000-01-01",
          "5874897-12-31",
          "1900-02-28",
          "1900-03-01"),
      random -> day(random, 5_000_000)),
  TIME(
      "time",
      List.of("00:00:00", "24:00:00", "23:59:59.999999", "12:00:00.1", "12:00:00.000001"),
      TypeSamples::time),
  TIMESTAMP(
      "timestamp",
      List.of(
          "infinity",
          "-infinity",
          "4713-01-01 00:00:00 BC",
          "0001-12-31 23:59:59.999999 BC",
          "1582-10-10 00:00:00",
          "1969-12-31 23:59:59.999999",
          "294276-12-31 23:59:59.999999",
          "294247-01-10 04:00:54.775806",
          "294247-01-10 04:00:54.775807",
          "294247-01-10 04:00:54.775808",
          "12345-01-01 00:00:00"),
      random -> day(random, 100_000_000) + " " + time(random)),
  TIMESTAMPTZ(
      "timestamptz",
      List.of(
          "infinity",
          "-infinity",
          "4713-01-02 00:00:00+00 BC",
          "0044-03-15 12:00:00+01 BC",
          "294276-12-31 23:59:59.999999+00",
          "2024-02-29 00:00:00-11",
          "0001-01-01 00:00:00+00"),
      random -> day(random, 100_000_000) + " " + time(random) + "+00"),
  UUIDS(
      "uuid",
      List.of(new UUID(0, 0).toString()),
      random -> new UUID(random.nextLong(), random.nextLong()).toString()),
  BYTEA("bytea", List.of("\\x", "\\x00", "\\xdeadbeef"), TypeSamples::bytes),
  JSON("json", List.of("null", "{}", " {\"a\" : 1,  \"a\": 2}", "\"x\\ny\""), TypeSamples::json),
  JSONB("jsonb", List.of("null", "{}", "[]", "{\"a\": [1.50, null, \"ü\"]}"), TypeSamples::json);

  private static final long JULIAN_1970 = 2_440_588;

  private final Form form;

  TypeSamples(String sql, List<String> edges, Function<Random, String> generator) {
    form = new Form(sql, edges, generator);
  }

  @Override
  public Form form() {
    return form;
  }

  private static String floatText(double value) {
    return Double.isNaN(value) ? "NaN" : Double.toString(value);
  }

  private static String floatText(float value) {
    return Float.isNaN(value) ? "NaN" : Float.toString(value);
  }

  static String decimal(Random random, int precision, int scale) {
    BigInteger bound = BigInteger.TEN.pow(1 + random.nextInt(precision));
    BigInteger unscaled = new BigInteger(bound.bitLength(), random).mod(bound);
    BigDecimal value = new BigDecimal(unscaled, scale);
    return (random.nextBoolean() ? value : value.negate()).toPlainString();
  }

  // Control characters, quotes, spaces of many kinds, letters of one to four bytes.
  static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      int code =
          switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(127);
            case 1 -> " \t\"\\(),".charAt(random.nextInt(7));
            case 2 -> 0xA0 + random.nextInt(0x2000);
            default -> 0x1F600 + random.nextInt(64);
          };
      text.appendCodePoint(code);
    }
    return text.toString();
  }

  private static String clip(String text, int characters) {
    return text.codePointCount(0, text.length()) <= characters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, characters));
  }

  static String day(Random random, int range) {
    // From 4000 BC on, as a Julian day number, which PostgreSQL reads for any year.
    return "J" + (JULIAN_1970 - 2_000_000 + random.nextInt(range));
  }

  static String time(Random random) {
    int fraction = random.nextInt(3) == 0 ? random.nextInt(1_000_000) : 0;
    return "%02d:%02d:%02d.%06d"
        .formatted(random.nextInt(24), random.nextInt(60), random.nextInt(60), fraction);
  }

  static String bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(50)];
    random.nextBytes(bytes);
    return "\\x" + HexFormat.of().formatHex(bytes);
  }

  private static String json(Random random) {
    String text =
        text(random)
            .chars()
            .filter(c -> c >= ' ' && c != '"' && c != '\\')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return "{\"k%d\": [%d, \"%s\", %s]}"
        .formatted(random.nextInt(9), random.nextLong(), text, random.nextBoolean());
  }
}

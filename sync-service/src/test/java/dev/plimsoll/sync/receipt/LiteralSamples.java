package dev.plimsoll.sync.receipt;

import static java.util.stream.Collectors.joining;

import dev.plimsoll.testkit.Stack;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Types that are carried by a cast or as a label, with the values at their edges and a generator
/// of others.
enum LiteralSamples implements Sample {
  ENUM("mood", List.of("sad"), random -> mood(random)),
  DOMAIN("positive", List.of("1", "2147483647"), random -> "" + (1 + random.nextInt(1 << 30))),
  MONEY(
      "money",
      List.of("-92233720368547758.08", "92233720368547758.07", "0", "0.01", "-0.01"),
      random -> TypeSamples.decimal(random, 17, 2)),
  INTERVAL(
      "interval",
      List.of(
          "0",
          "infinity",
          "-infinity",
          "178000000 years",
          "-178000000 years",
          "1 year 2 mons -3 days 04:05:06.789",
          "-1 mon +30 days -24:00:00.000001",
          "-9223372036854775808 microseconds"),
      random ->
          "%d mons %d days %d microseconds"
              .formatted(
                  random.nextInt() >> random.nextInt(31),
                  random.nextInt() >> random.nextInt(31),
                  random.nextLong() >> random.nextInt(63))),
  TIMETZ(
      "timetz",
      List.of("00:00:00+00", "24:00:00-15:59", "12:34:56.789+05:30", "00:00:00+15:59:59"),
      random -> TypeSamples.time(random) + "-%02d".formatted(random.nextInt(12))),
  BIT("bit(12)", List.of("000000000000", "111111111111"), random -> bits(random, 12)),
  VARBIT("bit varying", List.of("", "0", "1"), random -> bits(random, random.nextInt(70))),
  INET(
      "inet",
      List.of(
          "192.168.1.5",
          "10.1.2.3/8",
          "0.0.0.0/0",
          "::1",
          "::",
          "2001:db8::/32",
          "::ffff:1.2.3.4",
          "::ffff:1.2.3.4/96"),
      random -> address(random) + "/" + (1 + random.nextInt(32))),
  CIDR("cidr", List.of("10.0.0.0/8", "::/0", "2001:db8::/32"), random -> address(random) + "/32"),
  MACADDR("macaddr", List.of("00:00:00:00:00:00"), random -> hex(random, 6)),
  MACADDR8("macaddr8", List.of("ff:ff:ff:ff:ff:ff:ff:ff"), random -> hex(random, 8)),
  INTS(
      "integer[]",
      List.of(
          "{}",
          "{NULL}",
          "{1,NULL,3}",
          "{{1,2},{3,4}}",
          "[0:1]={1,2}",
          "[-5:-4][2:3]={{1,2},{NULL,4}}",
          "{{{{{{1}}}}}}"),
      random -> array(random, () -> "" + random.nextInt())),
  TEXTS(
      "text[]",
      List.of("{\"\",\"NULL\",NULL,\" a b\",\"c\\\"d\",\"\\\\\",\"{,}\",\"\t\n\"}"),
      random -> array(random, () -> quoted(TypeSamples.text(random)))),
  DOUBLES(
      "float8[]",
      List.of("{NaN,Infinity,-Infinity,-0,0,4.9e-324,0.1}"),
      random -> array(random, () -> "" + random.nextGaussian())),
  NUMERICS(
      "numeric(12,2)[]",
      List.of("{NaN,0,0.00}"),
      random -> array(random, () -> TypeSamples.decimal(random, 12, 2))),
  MOMENTS(
      "timestamptz[]",
      List.of("{infinity,-infinity,\"0044-03-15 12:00:00+00 BC\"}"),
      random ->
          array(
              random,
              () ->
                  '"'
                      + TypeSamples.day(random, 5_000_000)
                      + " "
                      + TypeSamples.time(random)
                      + "+00\"")),
  BLOBS(
      "bytea[]",
      List.of("{\"\\\\x\",\"\\\\x00ff\"}"),
      random -> array(random, () -> quoted(TypeSamples.bytes(random)))),
  DOCUMENTS("jsonb[]", List.of("{\"{\\\"a\\\": [1, null]}\",null}"), _ -> "{\"[1.50]\"}"),
  ENUMS("mood[]", List.of("{sad,NULL}"), random -> array(random, () -> quoted(mood(random)))),
  DOMAINS(
      "positive[]",
      List.of("{1,NULL}"),
      random -> array(random, () -> "" + (1 + random.nextInt(9)))),
  COMPOSITE(
      "person",
      List.of(
          "(,,)", "(1,\"\",\"2024-01-01 00:00:00+00\")", "(2,\"a \"\"b\"\" \\\\c,)\",infinity)"),
      random -> "(%d,\"%s\",)".formatted(random.nextInt(), "x".repeat(random.nextInt(9)))),
  COMPOSITES("person[]", List.of("{\"(1,\\\"a b\\\",)\",NULL}"), _ -> "{\"(,,)\"}"),
  INT_RANGE(
      "int4range",
      List.of("empty", "[1,10)", "(,)", "(,5]", "[5,)"),
      random -> "[%d,%d]".formatted(-random.nextInt(99), random.nextInt(99))),
  NUMERIC_RANGE("numrange", List.of("[1.10,2.2]", "(-Infinity,)"), _ -> "(0.5,0.50]"),
  TIME_RANGE(
      "tstzrange",
      List.of("[\"2024-01-01 00:00:00+00\",infinity)", "(,\"0044-03-15 12:00:00+00 BC\"]"),
      random -> "[2024-01-01,2024-02-%02d 12:00:00.5)".formatted(1 + random.nextInt(28))),
  OWN_RANGE(
      "floats", List.of("[-0.1,1e300)", "empty"), random -> "[0," + random.nextDouble() + "]"),
  MULTIRANGE(
      "int4multirange",
      List.of("{}", "{[1,2),[5,9)}", "{(,)}"),
      random -> "{[1,%d],[200,)}".formatted(1 + random.nextInt(99))),
  TSVECTOR(
      "tsvector",
      List.of("", "'a b' 'c''d':1,2A"),
      random -> "'w%d':1".formatted(random.nextInt(99))),
  TSQUERY(
      "tsquery",
      List.of("'a' & !( 'b' | 'c':*A )"),
      random -> "'w%d'".formatted(random.nextInt(99))),
  POINT("point", List.of("(NaN,Infinity)", "(-0,0.1)"), random -> point(random)),
  LINE("line", List.of("{1,-1,0}"), random -> "{1,%s,0}".formatted(random.nextGaussian())),
  LSEG(
      "lseg",
      List.of("[(0,0),(1,1)]"),
      random -> "[%s,%s]".formatted(point(random), point(random))),
  BOX("box", List.of("(1,1),(0,0)"), random -> point(random) + "," + point(random)),
  PATH("path", List.of("[(0,0),(1,1)]", "((0,0),(1,1))"), random -> "[" + point(random) + "]"),
  POLYGON("polygon", List.of("((0,0),(1,1))"), random -> "(" + point(random) + ")"),
  CIRCLE("circle", List.of("<(0,0),1>"), random -> "<%s,2.5>".formatted(point(random))),
  NAME("name", List.of("", "a \"b\""), random -> "n" + random.nextInt()),
  CHAR(
      "\"char\"",
      List.of("", "\\", "\t", "\\377"),
      random -> "" + (char) (33 + random.nextInt(90))),
  OID("oid", List.of("0", "4294967295"), random -> "" + random.nextInt(1 << 30)),
  XID("xid", List.of("4294967295"), random -> "" + random.nextInt(1 << 30)),
  XID8("xid8", List.of("18446744073709551615"), random -> "" + random.nextInt(1 << 30)),
  LSN("pg_lsn", List.of("FFFFFFFF/FFFFFFFF", "0/0"), random -> "1/%X".formatted(random.nextInt())),
  SNAPSHOT("pg_snapshot", List.of("10:20:10,14,15"), _ -> "1:1:"),
  OLD_SNAPSHOT("txid_snapshot", List.of("10:20:10,14,15"), _ -> "1:1:"),
  XML(
      "xml",
      List.of("", "<a/>", "text", "<?xml version=\"1.0\"?><a b=\"&lt;\">ü&#10;\n</a>", "<a/><b/>"),
      random -> "<a>" + random.nextInt() + "</a>"),
  JSONPATH("jsonpath", List.of("$.\"a\"[*]?(@ > 1)"), _ -> "lax $.b");

  /// What the types above need before them.
  static final String DEFINITIONS =
      """
      CREATE TYPE mood AS ENUM ('sad', 'it''s "so, so" \\', 'ü (very)', '');
      CREATE DOMAIN whole AS integer;
      CREATE DOMAIN positive AS whole CHECK (value > 0);
      CREATE TYPE person AS (n integer, t text, born timestamptz);
      CREATE TYPE floats AS RANGE (subtype = float8)
      """;

  private static final List<String> MOODS = List.of("sad", "it's \"so, so\" \\", "ü (very)", "");

  private final Form form;

  LiteralSamples(String sql, List<String> edges, Function<Random, String> generator) {
    form = new Form(sql, edges, generator);
  }

  @Override
  public Form form() {
    return this == INTERVAL && Stack.get().majorVersion() < 17 ? finite() : form;
  }

  // Intervals without end are of PostgreSQL 17.
  private Form finite() {
    List<String> edges = form.edges().stream().filter(edge -> !edge.contains("infinity")).toList();
    return new Form(form.sql(), edges, form.generator());
  }

  private static String mood(Random random) {
    return MOODS.get(random.nextInt(MOODS.size()));
  }

  private static String bits(Random random, int length) {
    return random.ints(length, 0, 2).mapToObj(Integer::toString).collect(joining());
  }

  private static String address(Random random) {
    return random.ints(4, 0, 256).mapToObj(Integer::toString).collect(joining("."));
  }

  private static String hex(Random random, int bytes) {
    return random.ints(bytes, 0, 256).mapToObj("%02x"::formatted).collect(joining(":"));
  }

  private static String point(Random random) {
    return "(%s,%s)".formatted(random.nextGaussian(), random.nextInt());
  }

  // Of one or two dimensions, sometimes with a lower bound of its own, some elements NULL.
  private static String array(Random random, Supplier<String> element) {
    int width = 1 + random.nextInt(5);
    Supplier<String> row =
        () ->
            Stream.generate(() -> random.nextInt(6) == 0 ? "NULL" : element.get())
                .limit(width)
                .collect(joining(",", "{", "}"));
    return switch (random.nextInt(4)) {
      case 0 -> "{%s,%s}".formatted(row.get(), row.get());
      case 1 -> "[%d:%d]=%s".formatted(-2, width - 3, row.get());
      default -> row.get();
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

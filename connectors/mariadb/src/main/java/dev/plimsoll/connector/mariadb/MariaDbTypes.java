package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Mapping of MariaDB's and MySQL's types to the PostgreSQL types that carry their values, which
/// determine the Parquet types. Unsigned types may need a wider one; no value is changed.
final class MariaDbTypes {
  private static final int VARHDRSZ = 4;
  private static final int MICROSECONDS = 6;
  private static final int NO_TYPMOD = -1;

  /// A column in `information_schema.columns`.
  ///
  /// @param dataType for example `int`
  /// @param columnType for example `int(10) unsigned`
  /// @param charset of text, as the collation; else empty
  /// @param json whether a check makes the text valid JSON, as MariaDB's alias does
  record Declared(
      String name,
      String dataType,
      String columnType,
      Extent extent,
      boolean notNull,
      String charset,
      String collation,
      boolean json) {
    /// How much its values hold; 0 for what its type does not have.
    ///
    /// @param length of text, in characters
    /// @param precision digits of a number; bits of a `bit`
    /// @param fraction digits of a second
    record Extent(long length, int precision, int scale, int fraction) {}

    private boolean unsigned() {
      return columnType.toLowerCase(Locale.ROOT).contains("unsigned");
    }
  }

  private MariaDbTypes() {}

  /// Mapping of a column; empty where PostgreSQL has no such type.
  static Optional<MariaDbColumn> of(Declared declared) {
    String name = MariaDbIdentifiers.quote(declared.name());
    String text = "CAST(" + name + " AS CHAR)";
    @Nullable MariaDbColumn column =
        switch (declared.dataType().toLowerCase(Locale.ROOT)) {
          case "tinyint", "year" -> integer(declared, PgType.INT2);
          case "smallint" -> integer(declared, declared.unsigned() ? PgType.INT4 : PgType.INT2);
          case "mediumint" -> integer(declared, PgType.INT4);
          case "int", "integer" ->
              integer(declared, declared.unsigned() ? PgType.INT8 : PgType.INT4);
          case "bigint" ->
              declared.unsigned() ? unsigned(declared, name) : integer(declared, PgType.INT8);
          case "decimal", "numeric" ->
              numeric(
                  declared,
                  name,
                  declared.extent().precision(),
                  declared.extent().scale(),
                  FieldReader.NUMERIC);
          case "float" -> made(declared, PgType.FLOAT4, "real", name, FieldReader.FLOAT4);
          case "double", "real" ->
              made(declared, PgType.FLOAT8, "double precision", name, FieldReader.FLOAT8);
          case "bit" -> bits(declared, name);
          case "date" -> made(declared, PgType.DATE, "date", number(name), FieldReader.DATE_NUMBER);
          case "datetime" -> timestamp(declared, PgType.TIMESTAMP, "without");
          case "timestamp" -> timestamp(declared, PgType.TIMESTAMPTZ, "with");
          case "time" ->
              moment(
                  declared,
                  PgType.TIME,
                  "time",
                  "without",
                  declared.extent().fraction() == 0 ? FieldReader.TIME_NUMBER : FieldReader.TIME);
          case "char", "varchar" -> characters(declared, name);
          case "tinytext", "text", "mediumtext", "longtext" ->
              declared.json()
                  ? made(declared, PgType.JSON, "json", name, FieldReader.JSON)
                  : text(declared, name);
          case "json" -> made(declared, PgType.JSON, "json", text, FieldReader.JSON);
          case "enum", "set" -> text(declared, name);
          case "inet4", "inet6" -> text(declared, text);
          case "uuid" -> made(declared, PgType.UUID, "uuid", text, FieldReader.UUID);
          case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
              made(declared, PgType.BYTEA, "bytea", name, FieldReader.BYTES);
          default -> null;
        };
    return Optional.ofNullable(column);
  }

  /// Mapping of a column carried as the server's text. Bytes have none and stay bytes.
  static MariaDbColumn asText(Declared declared) {
    String name = MariaDbIdentifiers.quote(declared.name());
    return switch (declared.dataType().toLowerCase(Locale.ROOT)) {
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          made(declared, PgType.BYTEA, "bytea", name, FieldReader.BYTES);
      // Not cast: max_allowed_packet truncates computed values, but not stored ones.
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" ->
          text(declared, name);
      case "bit" -> text(declared, "CAST(" + number(name) + " AS CHAR)");
      case "vector" -> text(declared, "VEC_ToText(" + name + ")");
      case "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection",
          "geomcollection" ->
          text(declared, "ST_AsText(" + name + ")");
      default -> text(declared, "CAST(" + name + " AS CHAR)");
    };
  }

  private static MariaDbColumn made(
      Declared declared, PgType type, String sql, String expression, FieldReader reader) {
    return made(declared, type, NO_TYPMOD, sql, expression, reader);
  }

  private static MariaDbColumn made(
      Declared declared,
      PgType type,
      int typmod,
      String sql,
      String expression,
      FieldReader reader) {
    return new MariaDbColumn(
        new Column(declared.name(), type, typmod, sql, null, declared.notNull(), 0, null),
        expression,
        reader,
        KeyForm.of(declared.dataType(), declared.charset()),
        declared.collation());
  }

  private static MariaDbColumn integer(Declared declared, PgType type) {
    String name = MariaDbIdentifiers.quote(declared.name());
    return switch (type) {
      case INT2 -> made(declared, type, "smallint", name, FieldReader.INT2);
      case INT4 -> made(declared, type, "integer", name, FieldReader.INT4);
      default -> made(declared, PgType.INT8, "bigint", name, FieldReader.INT8);
    };
  }

  // Up to 20 digits, read as 64 bits.
  private static MariaDbColumn unsigned(Declared declared, String expression) {
    return numeric(declared, "CAST(" + expression + " AS SIGNED)", 20, 0, FieldReader.UNSIGNED);
  }

  private static MariaDbColumn numeric(
      Declared declared, String expression, int precision, int scale, FieldReader reader) {
    return made(
        declared,
        PgType.NUMERIC,
        (precision << 16 | scale) + VARHDRSZ,
        "numeric(" + precision + "," + scale + ")",
        expression,
        reader);
  }

  // As numbers, with which every reader can compute.
  private static MariaDbColumn bits(Declared declared, String name) {
    String number = number(name);
    if (declared.extent().precision() == 1) {
      return made(declared, PgType.BOOL, "boolean", number, FieldReader.BOOL);
    }
    return declared.extent().precision() < Long.SIZE
        ? made(declared, PgType.INT8, "bigint", number, FieldReader.INT8)
        : unsigned(declared, number);
  }

  // For bits, dates and times numbers cost the server less than text.
  private static String number(String name) {
    return name + " + 0";
  }

  private static MariaDbColumn timestamp(Declared declared, PgType type, String zone) {
    return moment(
        declared,
        type,
        "timestamp",
        zone,
        declared.extent().fraction() == 0 ? FieldReader.TIMESTAMP_NUMBER : FieldReader.TIMESTAMP);
  }

  // With fractions of a second the numbers are decimals, no cheaper than text.
  private static MariaDbColumn moment(
      Declared declared, PgType type, String sql, String zone, FieldReader reader) {
    int fraction = declared.extent().fraction();
    boolean whole = fraction >= MICROSECONDS;
    String name = MariaDbIdentifiers.quote(declared.name());
    return made(
        declared,
        type,
        whole ? NO_TYPMOD : fraction,
        sql + (whole ? "" : "(" + fraction + ")") + " " + zone + " time zone",
        fraction == 0 ? number(name) : "CAST(" + name + " AS CHAR)",
        reader);
  }

  // Not bpchar: MariaDB strips the padding of CHAR, and PostgreSQL would add it again.
  private static MariaDbColumn characters(Declared declared, String name) {
    int length = (int) declared.extent().length();
    return length == 0
        ? text(declared, name)
        : made(
            declared,
            PgType.VARCHAR,
            length + VARHDRSZ,
            "character varying(" + length + ")",
            name,
            FieldReader.TEXT);
  }

  private static MariaDbColumn text(Declared declared, String expression) {
    return made(declared, PgType.TEXT, "text", expression, FieldReader.TEXT);
  }
}

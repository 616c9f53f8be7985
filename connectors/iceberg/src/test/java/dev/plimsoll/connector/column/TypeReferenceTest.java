package dev.plimsoll.connector.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.iceberg.IcebergSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.junit.jupiter.api.Test;

/// `docs/reference/types.md` says what the codecs do. `-Dplimsoll.docs.write=true` writes it.
final class TypeReferenceTest {
  private static final String HEAD =
      """
      # Types

      How a column's values are kept in Parquet. Each mapping loses nothing: what comes out of a file into a table of the same
      type is what went in, which `EveryTypeIT` holds for the edges of every type and for random values, and
      `IndependentReaderIT` reads the same values with another system (DuckDB). Every column is optional in the file, whatever the
      source says, and has a field id: its number in the catalog, which stays when other columns are dropped or added.
      Pages are v1, compressed by zstd or as the extract was asked to (`--codec snappy`), with statistics.

      A domain is kept as its base type. A generated column is its value, at the target an ordinary column.

      ## Types with a form of their own

      | PostgreSQL | Parquet | Iceberg | to know |
      |---|---|---|---|
      """;

  private static final String LITERALS =
      """

      ## Types that are kept as text

      As a string, exactly as PostgreSQL writes the value under `DateStyle ISO`, `TimeZone UTC`, `IntervalStyle iso_8601`,
      `extra_float_digits 1`, because no type of Parquet's holds all that they can:

      - arrays of any type on this page: their number of dimensions is a value's, not a column's; they have lower bounds and NULL
        elements. `{{1,2},{3,NULL}}`, `[0:1]={1,2}`
      - ranges and multiranges, also your own: `[1,10)`, `empty`, `{[1,2),[5,9)}`
      - composite types: `(1,"a b",)`
      """;

  private static final String TAIL =
      """

      In an Iceberg table they are `string`.

      A table that has one of these, or `money`, is loaded by COPY in text format, others in binary, which is faster.

      ## What has no mapping

      Types of extensions (`hstore`, `geometry`, `vector`, `citext` and all others) and those that mean something in one server only
      (`regclass` and its kind, `tid`, `cid`, `aclitem`). A table with such a column is refused before anything is read, with the
      column's name; or the column is kept as text when the request says so, and loaded from that.

      Enums, composite types, ranges of your own and those of extensions must exist at the target: they are not created there.
      """;

  /// @param type how it is carried
  /// @param declared as SQL writes it
  private record Row(PgType type, int typmod, String declared, String remark) {
    private Row(PgType type, String declared, String remark) {
      this(type, -1, declared, remark);
    }

    String line() {
      Column column = new Column("c", type, typmod, declared, null, false, 0, null);
      PrimitiveType parquet = ColumnCodec.of(column).parquetType("c", 1);
      return "| `%s` | %s | `%s` | %s |\n"
          .formatted(declared, parquet(parquet), IcebergSchemas.type(parquet), remark);
    }

    private static String parquet(PrimitiveType type) {
      LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
      String physical =
          type.getPrimitiveTypeName()
              + (type.getTypeLength() > 0 ? "(" + type.getTypeLength() + ")" : "");
      return "`" + physical + "`" + (meaning == null ? "" : " `" + meaning + "`");
    }
  }

  private static int numeric(int precision, int scale) {
    return (precision << 16 | (scale & 0x7FF)) + 4;
  }

  private static final List<Row> ROWS =
      List.of(
          new Row(PgType.BOOL, "boolean", ""),
          new Row(PgType.INT2, "smallint", ""),
          new Row(PgType.INT4, "integer", ""),
          new Row(PgType.INT8, "bigint", ""),
          new Row(
              PgType.FLOAT4, "real", "bit by bit; of the NaNs, which PostgreSQL holds equal, one"),
          new Row(PgType.FLOAT8, "double precision", "as `real`"),
          new Row(
              PgType.NUMERIC,
              numeric(9, 2),
              "numeric(9,2)",
              "up to 9 digits. A NaN fails its table, named by column and row, unless a rule for special values"
                  + " says otherwise: a decimal has none"),
          new Row(PgType.NUMERIC, numeric(18, 2), "numeric(18,2)", "up to 18 digits, likewise"),
          new Row(
              PgType.NUMERIC,
              numeric(38, 10),
              "numeric(38,10)",
              "up to 38 digits, in as few bytes as hold them, likewise"),
          new Row(
              PgType.NUMERIC,
              "numeric",
              "without precision, above 38 digits, or with a scale below 0 or above the precision:"
                  + " text, with its own number of digits, NaN and infinities"),
          new Row(
              PgType.MONEY,
              "money",
              "cast to `numeric(19,2)` under `lc_monetary` `C`, whatever the currency's own digits"),
          new Row(PgType.TEXT, "text", ""),
          new Row(PgType.VARCHAR, "character varying(40)", ""),
          new Row(PgType.BPCHAR, "character(10)", "with its padding"),
          new Row(PgType.ENUM, "mood", "any enum: its label"),
          new Row(PgType.BYTEA, "bytea", ""),
          new Row(PgType.JSON, "json", "as it was written"),
          new Row(PgType.JSONB, "jsonb", "as PostgreSQL writes it"),
          new Row(PgType.UUID, "uuid", ""),
          new Row(
              PgType.DATE,
              "date",
              "proleptic Gregorian, also before 1582 and before Christ; `infinity` is the largest"
                  + " number of 32 bits, `-infinity` its negative"),
          new Row(PgType.TIME, "time", "up to 24:00:00"),
          new Row(
              PgType.TIMESTAMP,
              "timestamp",
              "as `date`, of 64 bits. PostgreSQL's last 30 years, from January 294247 on, do not fit"
                  + " into microseconds from 1970: they wrap around, and only Plimsoll reads them"),
          new Row(PgType.TIMESTAMPTZ, "timestamp with time zone", "the moment, in UTC; likewise"));

  @Test
  void thePageSaysWhatTheCodecsDo() throws IOException {
    // given
    StringBuilder page = new StringBuilder(HEAD);
    ROWS.forEach(row -> page.append(row.line()));
    page.append(LITERALS).append("- ");
    page.append(
        String.join(
            ", ", PgType.literals().keySet().stream().map(name -> "`" + name + "`").toList()));
    page.append('\n').append(TAIL);

    // then
    Path file = Path.of(System.getProperty("plimsoll.root"), "docs", "reference", "types.md");
    if (Boolean.getBoolean("plimsoll.docs.write")) {
      Files.writeString(file, page);
    }
    assertThat(file)
        .as("the types have drifted: run this test with -Dplimsoll.docs.write=true")
        .hasContent(page.toString());
  }

  @Test
  void everyTypeIsOnThePage() {
    for (PgType type : PgType.values()) {
      if (type != PgType.LITERAL) {
        assertThat(ROWS).as("%s", type).anyMatch(row -> row.type() == type);
      }
    }
  }
}

package dev.plimsoll.connector.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class IcebergSchemasTest {
  private static Column column(String name, PgType type, int fieldId) {
    return new Column(name, type, -1, "whatever", null, true, fieldId, null);
  }

  @ParameterizedTest
  @EnumSource(PgType.class)
  void everyTypeThatIsCarriedHasOneInIceberg(PgType type) {
    NestedField field = IcebergSchemas.of(List.of(column("c", type, 7))).columns().getFirst();

    assertThat(field.fieldId()).isEqualTo(7);
    assertThat(field.isOptional()).isTrue();
    assertThat(field.type().toString())
        .isEqualTo(
            switch (type) {
              case BOOL -> "boolean";
              case INT2, INT4 -> "int";
              case INT8 -> "long";
              case FLOAT4 -> "float";
              case FLOAT8 -> "double";
              case DATE -> "date";
              case TIME -> "time";
              case TIMESTAMP -> "timestamp";
              case TIMESTAMPTZ -> "timestamptz";
              case MONEY -> "decimal(19, 2)";
              case UUID -> "uuid";
              case BYTEA -> "binary";
              case TEXT, VARCHAR, BPCHAR, JSON, JSONB, ENUM, LITERAL, NUMERIC -> "string";
            });
  }

  @Test
  void aNumericHasItsDigitsUpToThoseOfADecimal() {
    assertThat(type(9, 2)).isEqualTo(Types.DecimalType.of(9, 2));
    assertThat(type(18, 0)).isEqualTo(Types.DecimalType.of(18, 0));
    assertThat(type(38, 10)).isEqualTo(Types.DecimalType.of(38, 10));
    assertThat(type(39, 10)).isEqualTo(Types.StringType.get());
  }

  private static org.apache.iceberg.types.Type type(int precision, int scale) {
    Column column =
        new Column(
            "n", PgType.NUMERIC, (precision << 16 | scale) + 4, "numeric", null, true, 1, null);
    return IcebergSchemas.type(ColumnCodec.of(column).parquetType("n", 1));
  }

  @Test
  void aNameThatIcebergKeepsForItselfIsRefused() {
    assertThatThrownBy(() -> IcebergSchemas.of(List.of(column("_file", PgType.TEXT, 1))))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ICEBERG_TABLE_MISMATCH))
        .hasMessageContaining("\"_file\"");
  }

  private static final Schema EXISTING =
      new Schema(
          List.of(
              NestedField.optional(1, "id", Types.LongType.get()),
              NestedField.optional(3, "name", Types.StringType.get())),
          Set.of());

  private static Schema ours(Column... columns) {
    return IcebergSchemas.of(List.of(columns));
  }

  @Test
  void columnsThatAreNewAreAddedWithTheirOwnIds() {
    Schema ours =
        ours(
            column("id", PgType.INT8, 1),
            column("name", PgType.TEXT, 3),
            column("born", PgType.DATE, 5));

    assertThat(IcebergSchemas.extended(EXISTING, ours, Stream.of(EXISTING)).orElseThrow().columns())
        .containsExactly(
            EXISTING.columns().get(0),
            EXISTING.columns().get(1),
            NestedField.optional(5, "born", Types.DateType.get()));
    assertThat(IcebergSchemas.extended(ours, ours, Stream.of(EXISTING, ours))).isEmpty();
  }

  @Test
  void everyOtherDifferenceIsRefusedAndNamed() {
    Schema ours =
        ours(
            column("id", PgType.INT4, 1),
            column("name", PgType.TEXT, 4),
            column("born", PgType.DATE, 5));
    Schema once = new Schema(NestedField.optional(5, "died", Types.DateType.get()));

    assertThatThrownBy(() -> IcebergSchemas.extended(EXISTING, ours, Stream.of(once, EXISTING)))
        .hasMessage(
            "it has 1: optional \"id\" long, not 1: optional \"id\" int; it has 3: optional"
                + " \"name\" string, not 4: optional \"name\" string; it once had 5: optional"
                + " \"died\" date, not 5: optional \"born\" date; it has 3: optional \"name\""
                + " string, which the extract has not");
  }

  @Test
  void aColumnThatMustNotBeMissingIsAnotherThanOneThatMay() {
    Schema required = new Schema(NestedField.required(1, "id", Types.LongType.get()));

    assertThatThrownBy(
            () ->
                IcebergSchemas.extended(
                    required, ours(column("id", PgType.INT8, 1)), Stream.of(required)))
        .hasMessage("it has 1: required \"id\" long, not 1: optional \"id\" long");
  }
}

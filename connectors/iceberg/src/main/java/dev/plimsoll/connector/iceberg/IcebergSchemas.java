package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.parquet.ParquetFooter;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/// Iceberg schemas of our Parquet files: the same names and field ids, all optional, by the type
/// mapping of Iceberg's specification ("Parquet", appendix A). `docs/reference/types.md` says which
/// type of a source becomes which.
public final class IcebergSchemas {
  private IcebergSchemas() {}

  /// @throws PlimsollException ICEBERG_TABLE_MISMATCH for names that Iceberg keeps for itself or
  ///     cannot tell apart; UNSUPPORTED_TYPE, naming each column that version 2 has no type for
  public static Schema of(List<Column> columns) {
    List<NestedField> fields = new ArrayList<>(columns.size());
    List<String> unmapped = new ArrayList<>();
    for (org.apache.parquet.schema.Type column : ParquetFooter.schema(columns).getFields()) {
      if (MetadataColumns.isMetadataColumn(column.getName())) {
        throw new PlimsollException(
            ErrorCode.ICEBERG_TABLE_MISMATCH,
            "Iceberg keeps the column name \"" + column.getName() + "\" for itself");
      }
      PrimitiveType parquet = column.asPrimitiveType();
      Type type = type(parquet);
      if (type == null) {
        unmapped.add(column.getName() + " (" + parquet + ")");
      } else {
        fields.add(NestedField.optional(column.getId().intValue(), column.getName(), type));
      }
    }
    if (!unmapped.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_TYPE,
          "Iceberg's version 2 has no type for " + String.join(", ", unmapped));
    }
    return new Schema(fields);
  }

  /// @return null for one that has no mapping
  public static @Nullable Type type(PrimitiveType parquet) {
    LogicalTypeAnnotation meaning = parquet.getLogicalTypeAnnotation();
    return switch (meaning) {
      case null -> plain(parquet);
      case DecimalLogicalTypeAnnotation decimal ->
          Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
      case IntLogicalTypeAnnotation whole ->
          !whole.isSigned()
              ? null
              : whole.getBitWidth() == Long.SIZE ? Types.LongType.get() : Types.IntegerType.get();
      case DateLogicalTypeAnnotation _ -> Types.DateType.get();
      case TimeLogicalTypeAnnotation time ->
          time.getUnit() == LogicalTypeAnnotation.TimeUnit.MICROS ? Types.TimeType.get() : null;
      case TimestampLogicalTypeAnnotation time ->
          time.getUnit() != LogicalTypeAnnotation.TimeUnit.MICROS
              ? null
              : time.isAdjustedToUTC()
                  ? Types.TimestampType.withZone()
                  : Types.TimestampType.withoutZone();
      case UUIDLogicalTypeAnnotation _ -> Types.UUIDType.get();
      case StringLogicalTypeAnnotation _ -> Types.StringType.get();
      case JsonLogicalTypeAnnotation _ -> Types.StringType.get();
      default -> null;
    };
  }

  private static @Nullable Type plain(PrimitiveType parquet) {
    return switch (parquet.getPrimitiveTypeName()) {
      case BOOLEAN -> Types.BooleanType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case BINARY -> Types.BinaryType.get();
      case INT32, INT64, INT96, FIXED_LEN_BYTE_ARRAY -> null;
    };
  }

  /// Schema that an existing table needs for our files: its own, with the columns that only they
  /// have.
  ///
  /// @param older schemas that the table ever had, of its older files
  /// @return empty where it has all columns
  /// @throws PlimsollException ICEBERG_TABLE_MISMATCH with every other difference
  static Optional<Schema> extended(Schema existing, Schema ours, Stream<Schema> older) {
    List<String> differences = new ArrayList<>();
    List<NestedField> added = new ArrayList<>();
    List<Schema> history = older.toList();
    for (NestedField field : ours.columns()) {
      NestedField found = existing.findField(field.fieldId());
      if (found == null) {
        added.add(field);
        history.stream()
            .map(schema -> schema.findField(field.fieldId()))
            .filter(Objects::nonNull)
            .filter(once -> !isSame(once, field))
            .findFirst()
            .ifPresent(
                once -> differences.add("it once had " + text(once) + ", not " + text(field)));
        if (existing.columns().stream().anyMatch(other -> other.name().equals(field.name()))) {
          differences.add(
              "it has " + text(existing.findField(field.name())) + ", not " + text(field));
        }
      } else if (!isSame(found, field)) {
        differences.add("it has " + text(found) + ", not " + text(field));
      }
    }
    for (NestedField field : existing.columns()) {
      if (ours.findField(field.fieldId()) == null) {
        differences.add("it has " + text(field) + ", which the extract has not");
      }
    }
    if (!differences.isEmpty()) {
      throw new PlimsollException(ErrorCode.ICEBERG_TABLE_MISMATCH, String.join("; ", differences));
    }
    return added.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Schema(
                Stream.concat(existing.columns().stream(), added.stream()).toList(),
                existing.identifierFieldIds()));
  }

  private static boolean isSame(NestedField one, NestedField ours) {
    return one.isOptional() && one.name().equals(ours.name()) && one.type().equals(ours.type());
  }

  private static String text(NestedField field) {
    return "%d: %s \"%s\" %s"
        .formatted(
            field.fieldId(),
            field.isOptional() ? "optional" : "required",
            field.name(),
            field.type().toString().toLowerCase(Locale.ROOT));
  }
}

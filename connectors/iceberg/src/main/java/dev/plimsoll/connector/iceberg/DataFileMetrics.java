package dev.plimsoll.connector.iceberg;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.BinaryUtil;
import org.apache.iceberg.util.UnicodeUtil;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/// Metrics of a data file for an Iceberg manifest, from the file's own footer: rows; of each column
/// its compressed bytes, values, NULLs, and bounds by which readers skip whole files.
///
/// Bounds are left out where they are not certain: of a column of which a row group has none (its
/// values are of more than 4 KB), where it would be NaN, of columns beyond the first hundred, as
/// Iceberg's own writers do, and of `uuid`, which implementations of Iceberg do not all order
/// alike.
final class DataFileMetrics {
  private static final int BOUNDED_COLUMNS = 100;

  /// Characters of a string and bytes of a binary, as in Iceberg's own writers.
  private static final int BOUND_LENGTH = 16;

  private final Map<Integer, Long> sizes = new HashMap<>();
  private final Map<Integer, Long> values = new HashMap<>();
  private final Map<Integer, Long> nulls = new HashMap<>();
  private final Map<Integer, ByteBuffer> lower = new HashMap<>();
  private final Map<Integer, ByteBuffer> upper = new HashMap<>();

  private DataFileMetrics() {}

  /// @param schema of the table; its columns are those of the file, in the same order
  static Metrics of(ParquetMetadata footer, Schema schema) {
    DataFileMetrics metrics = new DataFileMetrics();
    for (int i = 0; i < schema.columns().size(); i++) {
      Types.NestedField field = schema.columns().get(i);
      metrics.add(footer, i, field.fieldId(), field.type());
    }
    long rows = footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
    // A NaN is counted nowhere in Parquet.
    return new Metrics(
        rows, metrics.sizes, metrics.values, metrics.nulls, Map.of(), metrics.lower, metrics.upper);
  }

  private void add(ParquetMetadata footer, int column, int fieldId, Type type) {
    long size = 0;
    long count = 0;
    long absent = 0;
    boolean absentKnown = true;
    boolean bounded = column < BOUNDED_COLUMNS;
    @Nullable Statistics<?> all = null;
    for (BlockMetaData group : footer.getBlocks()) {
      ColumnChunkMetaData chunk = group.getColumns().get(column);
      Statistics<?> statistics = chunk.getStatistics();
      size += chunk.getTotalSize();
      count += chunk.getValueCount();
      absentKnown &= statistics.isNumNullsSet();
      absent += statistics.getNumNulls();
      if (statistics.hasNonNullValue()) {
        if (all == null) {
          all = statistics.copy();
        } else {
          all.mergeStatistics(statistics);
        }
      } else {
        bounded &= statistics.isNumNullsSet() && statistics.getNumNulls() == chunk.getValueCount();
      }
    }
    sizes.put(fieldId, size);
    values.put(fieldId, count);
    if (absentKnown) {
      nulls.put(fieldId, absent);
    }
    if (bounded && all != null) {
      put(lower, fieldId, type, lowest(value(type, all.genericGetMin())));
      put(upper, fieldId, type, highest(value(type, all.genericGetMax())));
    }
  }

  private static void put(
      Map<Integer, ByteBuffer> bounds, int fieldId, Type type, @Nullable Object bound) {
    if (bound != null) {
      bounds.put(fieldId, Conversions.toByteBuffer(type, bound));
    }
  }

  /// Value of Parquet's statistics as Iceberg has it; null for no bound.
  private static @Nullable Object value(Type type, Object value) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, DATE, LONG, TIME, TIMESTAMP -> value;
      case FLOAT -> ((Float) value).isNaN() ? null : value;
      case DOUBLE -> ((Double) value).isNaN() ? null : value;
      case DECIMAL ->
          new BigDecimal(
              value instanceof Binary bytes
                  ? new BigInteger(bytes.getBytes())
                  : BigInteger.valueOf(((Number) value).longValue()),
              ((Types.DecimalType) type).scale());
      case STRING -> ((Binary) value).toStringUsingUTF8();
      case BINARY -> ByteBuffer.wrap(((Binary) value).getBytes());
      default -> null;
    };
  }

  private static @Nullable Object lowest(@Nullable Object value) {
    return switch (value) {
      case String text -> UnicodeUtil.truncateStringMin(text, BOUND_LENGTH);
      case ByteBuffer bytes -> BinaryUtil.truncateBinaryMin(bytes, BOUND_LENGTH);
      case null -> null;
      default -> value;
    };
  }

  // Null where nothing of that length is greater.
  private static @Nullable Object highest(@Nullable Object value) {
    return switch (value) {
      case String text -> UnicodeUtil.truncateStringMax(text, BOUND_LENGTH);
      case ByteBuffer bytes -> BinaryUtil.truncateBinaryMax(bytes, BOUND_LENGTH);
      case null -> null;
      default -> value;
    };
  }
}

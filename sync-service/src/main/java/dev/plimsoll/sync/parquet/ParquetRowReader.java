package dev.plimsoll.sync.parquet;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.ByteBuilder;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.ColumnCodec;
import dev.plimsoll.sync.column.RecordText;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Reads the rows of one of our Parquet files, as tuples of binary COPY or as the digest's text.
/// Holds one row group, compressed, and a page of each column in memory.
public final class ParquetRowReader implements AutoCloseable {
  private static final int NULL = -1;
  private static final int LEVEL_FOR_READING = 1;

  private final ColumnCodec[] codecs;
  private final ColumnReader[] readers;
  private final MessageType schema;
  private final ZstdCodecs zstd = new ZstdCodecs(LEVEL_FOR_READING);
  private final ParquetFileReader file;
  private final ByteBuilder value = new ByteBuilder(1024);
  private @Nullable PageReadStore group;
  private long rowsLeftInGroup;

  /// @throws PlimsollException OBJECT_CORRUPT when the file does not have these columns
  public ParquetRowReader(InputFile input, List<Column> columns) throws IOException {
    List<ColumnCodec> all = columns.stream().map(ColumnCodec::of).toList();
    codecs = all.toArray(ColumnCodec[]::new);
    readers = new ColumnReader[codecs.length];
    schema = ParquetSchemas.of(columns, all);
    ParquetReadOptions options =
        new ParquetReadOptions.Builder(new PlainParquetConfiguration())
            .withCodecFactory(zstd)
            .build();
    file = new ParquetFileReader(input, options);
    MessageType found = file.getFooter().getFileMetaData().getSchema();
    if (!schema.equals(found)) {
      close();
      throw new PlimsollException(
          ErrorCode.OBJECT_CORRUPT, "the file has other columns than its table");
    }
  }

  public long rows() {
    return file.getRecordCount();
  }

  /// Appends the next row as a tuple of binary COPY.
  ///
  /// @return false at the end
  public boolean copyNext(ByteBuilder out) throws IOException {
    if (!advance()) {
      return false;
    }
    out.putShort(codecs.length);
    for (int i = 0; i < codecs.length; i++) {
      ColumnReader reader = readers[i];
      if (reader.getCurrentDefinitionLevel() == ColumnCodec.PRESENT) {
        codecs[i].toCopy(reader, out);
      } else {
        out.putInt(NULL);
      }
      reader.consume();
    }
    return true;
  }

  /// Writes the next row's text.
  ///
  /// @return false at the end
  public boolean textNext(RecordText text) throws IOException {
    if (!advance()) {
      return false;
    }
    text.begin();
    for (int i = 0; i < codecs.length; i++) {
      ColumnReader reader = readers[i];
      if (reader.getCurrentDefinitionLevel() == ColumnCodec.PRESENT) {
        value.clear();
        codecs[i].toDigestText(reader, value);
        text.add(value);
      } else {
        text.addNull();
      }
      reader.consume();
    }
    return true;
  }

  private boolean advance() throws IOException {
    while (rowsLeftInGroup == 0) {
      releaseGroup();
      PageReadStore next = file.readNextRowGroup();
      if (next == null) {
        return false;
      }
      group = next;
      rowsLeftInGroup = next.getRowCount();
      String createdBy = file.getFooter().getFileMetaData().getCreatedBy();
      ColumnReadStore columns = new ColumnReadStoreImpl(next, NO_ROWS, schema, createdBy);
      for (int i = 0; i < readers.length; i++) {
        readers[i] = columns.getColumnReader(schema.getColumns().get(i));
      }
    }
    rowsLeftInGroup--;
    return true;
  }

  private void releaseGroup() {
    if (group != null) {
      group.close();
      group = null;
    }
  }

  @Override
  public void close() throws IOException {
    releaseGroup();
    zstd.release();
    file.close();
  }

  // The column readers want converters; they are asked for values directly, so these do nothing.
  private static final GroupConverter NO_ROWS =
      new GroupConverter() {
        private final Converter nothing = new PrimitiveConverter() {};

        @Override
        public Converter getConverter(int field) {
          return nothing;
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
      };
}

package dev.plimsoll.connector.parquet;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.connector.column.CopyText;
import dev.plimsoll.connector.column.RecordText;
import dev.plimsoll.connector.loading.BatchRows;
import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/// Reader of the rows of one of our Parquet files, as tuples of binary COPY or as the digest's
/// text. Holds one row group, compressed, and a page of each column in memory.
public final class ParquetRowReader implements BatchRows {
  private static final int NULL = -1;

  private final ColumnCodec[] codecs;
  private final ColumnReader[] readers;
  private final MessageType schema;
  private final ObjectBytes file;
  private final String createdBy;
  private final Iterator<BlockMetaData> groups;
  private final RowGroupPages.Decompressor decompressor = new RowGroupPages.Decompressor();
  private final ByteBuilder value = new ByteBuilder(1024);
  private HeapBudget.Share share = HeapBudget.ofProcess().of(0);
  private long rowsLeftInGroup;

  /// @throws PlimsollException OBJECT_CORRUPT when it is no Parquet file with these columns
  public ParquetRowReader(ObjectBytes file, List<Column> columns) throws IOException {
    this.file = file;
    List<ColumnCodec> all = columns.stream().map(ColumnCodec::of).toList();
    codecs = all.toArray(ColumnCodec[]::new);
    readers = new ColumnReader[codecs.length];
    schema = ParquetFooter.schema(columns, all);
    ParquetMetadata footer = ParquetFooter.read(file, columns);
    createdBy = footer.getFileMetaData().getCreatedBy();
    groups = footer.getBlocks().iterator();
  }

  @Override
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

  @Override
  public boolean lineNext(ByteBuilder out) throws IOException {
    if (!advance()) {
      return false;
    }
    for (int i = 0; i < codecs.length; i++) {
      if (i > 0) {
        out.putByte('\t');
      }
      ColumnReader reader = readers[i];
      if (reader.getCurrentDefinitionLevel() == ColumnCodec.PRESENT) {
        value.clear();
        codecs[i].toText(reader, value);
        CopyText.append(value, out);
      } else {
        CopyText.appendNull(out);
      }
      reader.consume();
    }
    out.putByte('\n');
    return true;
  }

  /// Writes the next row's text; false at the end.
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

  /// Number of values met by {@link #textNext} that readers of Parquet do not agree on, by column;
  /// without columns that have none.
  public Map<String, Long> specialValues() {
    Map<String, Long> found = new HashMap<>();
    for (int i = 0; i < codecs.length; i++) {
      if (codecs[i].specialValues() > 0) {
        found.put(schema.getFieldName(i), codecs[i].specialValues());
      }
    }
    return found;
  }

  private boolean advance() throws IOException {
    while (rowsLeftInGroup == 0) {
      if (!groups.hasNext()) {
        return false;
      }
      BlockMetaData group = groups.next();
      share.close();
      // A row group of many rows is of ordinary size.
      share = HeapBudget.ofProcess().of(group.getRowCount() == 1 ? group.getTotalByteSize() : 0);
      RowGroupPages pages = new RowGroupPages(file, group, decompressor);
      rowsLeftInGroup = pages.getRowCount();
      ColumnReadStore columns = new ColumnReadStoreImpl(pages, NO_ROWS, schema, createdBy);
      for (int i = 0; i < readers.length; i++) {
        readers[i] = columns.getColumnReader(schema.getColumns().get(i));
      }
    }
    rowsLeftInGroup--;
    return true;
  }

  @Override
  public void close() {
    share.close();
    decompressor.close();
  }

  // The column readers require converters. Values are read from them directly, so these do nothing.
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

package dev.plimsoll.connector.parquet;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/// Writer of rows of binary COPY into one Parquet file, value by value into its columns, with no
/// object per value. Holds one row group in memory at most.
public final class ParquetRowWriter implements AutoCloseable {
  private static final int NULL = -1;
  private static final int COLUMN_INDEX_TRUNCATE = 64;

  private final List<Column> columns;
  private final ColumnCodec[] codecs;
  private final ColumnWriter[] writers;
  private final MessageType schema;
  private final BytesInputCompressor compressor;
  private final ParquetFileWriter file;
  private final long rowGroupBytes;
  private final BloomBudget blooms;

  private ParquetProperties properties;
  private ColumnChunkPageWriteStore pages;
  private DictionaryWatch dictionaries;
  private ColumnWriteStore store;
  private long rowsInGroup;
  private long bytesInGroup;
  private long rows;
  private long bytes;

  /// @param target of the file's bytes; flushed and closed by the caller
  public ParquetRowWriter(OutputStream target, List<Column> columns, FileForm form)
      throws IOException {
    this.columns = columns;
    rowGroupBytes = form.rowGroupBytes();
    blooms = new BloomBudget(form.bloomFilters());
    List<ColumnCodec> all = columns.stream().map(ColumnCodec::of).toList();
    codecs = all.toArray(ColumnCodec[]::new);
    writers = new ColumnWriter[codecs.length];
    schema = ParquetFooter.schema(columns, all);
    compressor = form.codec().compressor(form.compressionLevel());
    properties = properties().build();
    file =
        new ParquetFileWriter(
            new SingleOutput(target),
            schema,
            ParquetFileWriter.Mode.CREATE,
            rowGroupBytes,
            0,
            COLUMN_INDEX_TRUNCATE,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            true);
    file.start();
    pages = newPages();
    dictionaries = new DictionaryWatch(pages);
    store = newStore(properties);
  }

  private ParquetProperties.Builder properties() {
    ParquetProperties.Builder builder = plain();
    blooms.grant(builder);
    return builder;
  }

  // v1 pages: Redshift reads no others.
  private static ParquetProperties.Builder plain() {
    return ParquetProperties.builder()
        .withWriterVersion(WriterVersion.PARQUET_1_0)
        .withAllocator(HeapByteBufferAllocator.getInstance())
        .withColumnIndexTruncateLength(COLUMN_INDEX_TRUNCATE)
        .withSizeStatisticsEnabled(false);
  }

  private ColumnChunkPageWriteStore newPages() {
    return new ColumnChunkPageWriteStore(
        compressor, schema, HeapByteBufferAllocator.getInstance(), COLUMN_INDEX_TRUNCATE);
  }

  private ColumnWriteStore newStore(ParquetProperties with) {
    ColumnWriteStore created = with.newColumnWriteStore(schema, dictionaries, pages);
    for (int i = 0; i < writers.length; i++) {
      ColumnDescriptor descriptor = schema.getColumns().get(i);
      writers[i] = created.getColumnWriter(descriptor);
    }
    return created;
  }

  /// Adds a row. A large one has a row group of its own, without dictionary and statistics, to save
  /// copies.
  ///
  /// @param row a tuple of binary COPY: the number of fields, then length and bytes of each
  /// @throws UnsupportedValueException for a value that cannot be carried, with its column; nothing
  ///     more can be written then
  /// @throws PlimsollException SOURCE_CHANGED for a value that is not of its column's type
  public void write(byte[] row) throws IOException {
    int fields = ByteBuilder.int16(row, 0);
    if (fields != codecs.length) {
      throw new IOException("a row has " + fields + " fields, not " + codecs.length);
    }
    boolean alone = row.length > HeapBudget.LARGE_ROW;
    if (alone) {
      endRowGroup();
      beginRowGroup(plain().withDictionaryEncoding(false).withStatisticsEnabled(false).build());
    }
    add(row);
    store.endRecord();
    rowsInGroup++;
    rows++;
    bytesInGroup += row.length;
    if (alone) {
      flushRowGroup();
      beginRowGroup(properties);
    } else if (bytesInGroup >= rowGroupBytes) {
      endRowGroup();
      beginRowGroup(properties);
    }
  }

  // The next row group has no dictionaries for columns that have tried one in vain in this one. An
  // empty row group has shown nothing.
  private void endRowGroup() throws IOException {
    boolean shown = rowsInGroup > 0;
    flushRowGroup();
    if (shown) {
      ParquetProperties.Builder builder = properties();
      for (ColumnDescriptor column : schema.getColumns()) {
        String name = column.getPath()[0];
        if (dictionaries.isInVain(name)) {
          builder.withDictionaryEncoding(name, false);
        }
      }
      properties = builder.build();
    }
  }

  private void beginRowGroup(ParquetProperties with) {
    pages = newPages();
    dictionaries = new DictionaryWatch(pages);
    store = newStore(with);
  }

  private void add(byte[] row) {
    int position = 2;
    for (int i = 0; i < codecs.length; i++) {
      int length = ByteBuilder.int32(row, position);
      position += 4;
      if (length == NULL) {
        writers[i].writeNull(0, 0);
      } else {
        add(i, row, position, length);
        position += length;
      }
    }
  }

  private void add(int column, byte[] row, int position, int length) {
    ColumnCodec codec = codecs[column];
    try {
      int planned = codec.copyLength();
      if (planned != ColumnCodec.ANY_LENGTH && planned != length) {
        throw new PlimsollException(
            ErrorCode.SOURCE_CHANGED,
            "column \"%s\" is no longer the %s that was planned"
                .formatted(columns.get(column).name(), columns.get(column).declaredType()));
      }
      codec.toParquet(row, position, length, writers[column]);
    } catch (UnsupportedValueException e) {
      throw e.in(columns.get(column).name());
    }
  }

  private void flushRowGroup() throws IOException {
    if (rowsInGroup > 0) {
      file.startBlock(rowsInGroup);
      store.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
      bytes = file.getPos();
    }
    store.close();
    pages.close();
    rowsInGroup = 0;
    bytesInGroup = 0;
  }

  public long rows() {
    return rows;
  }

  /// Bytes written so far, without the row group at hand.
  public long bytes() {
    return bytes;
  }

  public List<Column> columns() {
    return columns;
  }

  /// Writes what is left and the footer, with key and value pairs.
  public void finish(Map<String, String> metadata) throws IOException {
    flushRowGroup();
    file.end(metadata);
  }

  /// Frees memory, finished or not.
  @Override
  public void close() {
    store.close();
    pages.close();
    compressor.release();
  }

  private record SingleOutput(OutputStream target) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new CountingOutput(target);
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  private static final class CountingOutput extends PositionOutputStream {
    private final OutputStream target;
    private long position;

    CountingOutput(OutputStream target) {
      this.target = target;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      target.write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target.write(bytes, offset, length);
      position += length;
    }

    // The caller completes or abandons the upload: closing must not decide that.
    @Override
    public void close() {}
  }

  /// Budget of a file's Bloom filters. They stay in memory until the file's end, so even a file of
  /// unlimited length has a limit for them. Row groups beyond it have none, which readers
  /// understand.
  private static final class BloomBudget {
    /// Bytes of one filter: 430,000 different values at a false positive rate of 1 %. A smaller one
    /// is written where that suffices.
    private static final int MOST_BYTES = 512 << 10;

    private static final int BYTES_A_FILE = 32 << 20;

    private final List<String> columns;
    private int filters;

    BloomBudget(List<String> columns) {
      this.columns = columns;
    }

    /// Requests the filters of one more row group.
    void grant(ParquetProperties.Builder properties) {
      boolean granted = (long) (filters + columns.size()) * MOST_BYTES <= BYTES_A_FILE;
      if (columns.isEmpty() || !granted) {
        return;
      }
      filters += columns.size();
      properties.withMaxBloomFilterBytes(MOST_BYTES).withAdaptiveBloomFilterEnabled(true);
      columns.forEach(column -> properties.withBloomFilterEnabled(column, true));
    }
  }
}

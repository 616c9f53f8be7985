package dev.plimsoll.connector.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/// Pages of one row group: compressed bytes in memory, each page checked against its CRC and
/// decompressed when its turn comes. Parquet's own file reader does the same, but cannot be loaded
/// without hadoop.
final class RowGroupPages implements PageReadStore {
  private final Map<ColumnPath, Chunk> chunks = new HashMap<>();
  private final long rows;

  RowGroupPages(ObjectBytes file, BlockMetaData group, Decompressor decompressor)
      throws IOException {
    rows = group.getRowCount();
    long start = Long.MAX_VALUE;
    long end = 0;
    for (ColumnChunkMetaData chunk : group.getColumns()) {
      start = Math.min(start, chunk.getStartingPos());
      end = Math.max(end, chunk.getStartingPos() + chunk.getTotalSize());
    }
    byte[] bytes = new byte[Math.toIntExact(end - start)];
    file.read(start, bytes, 0, bytes.length);
    for (ColumnChunkMetaData chunk : group.getColumns()) {
      int from = Math.toIntExact(chunk.getStartingPos() - start);
      chunks.put(chunk.getPath(), new Chunk(bytes, from, chunk, decompressor));
    }
  }

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    Chunk chunk = chunks.get(ColumnPath.get(column.getPath()));
    if (chunk == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    return chunk;
  }

  @Override
  public long getRowCount() {
    return rows;
  }

  private static final class Chunk implements PageReader {
    private final byte[] bytes;
    private final ColumnChunkMetaData metadata;
    private final Decompressor decompressor;
    private int position;
    private long valuesRead;

    Chunk(byte[] bytes, int position, ColumnChunkMetaData metadata, Decompressor decompressor) {
      this.bytes = bytes;
      this.position = position;
      this.metadata = metadata;
      this.decompressor = decompressor;
    }

    @Override
    public long getTotalValueCount() {
      return metadata.getValueCount();
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
      int before = position;
      PageHeader header = header();
      DictionaryPageHeader page = header.getDictionary_page_header();
      if (page == null) {
        position = before;
        return null;
      }
      return new DictionaryPage(body(header), page.getNum_values(), encoding(page.getEncoding()));
    }

    @Override
    public @Nullable DataPage readPage() {
      if (valuesRead >= metadata.getValueCount()) {
        return null;
      }
      PageHeader header = header();
      DataPageHeader page = header.getData_page_header();
      if (page == null) {
        throw corrupt("an unexpected page");
      }
      valuesRead += page.getNum_values();
      return new DataPageV1(
          body(header),
          page.getNum_values(),
          header.getUncompressed_page_size(),
          Statistics.noopStats(metadata.getPrimitiveType()),
          encoding(page.getRepetition_level_encoding()),
          encoding(page.getDefinition_level_encoding()),
          encoding(page.getEncoding()));
    }

    private PageHeader header() {
      ByteArrayInputStream in = new ByteArrayInputStream(bytes, position, bytes.length - position);
      try {
        PageHeader header = Util.readPageHeader(in);
        position = bytes.length - in.available();
        return header;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private BytesInput body(PageHeader header) {
      int length = header.getCompressed_page_size();
      if (length < 0 || length > bytes.length - position) {
        throw corrupt("a page that goes beyond its end");
      }
      if (header.isSetCrc()) {
        CRC32 crc = new CRC32();
        crc.update(bytes, position, length);
        if ((int) crc.getValue() != header.getCrc()) {
          throw corrupt("a page with another checksum");
        }
      }
      byte[] page =
          decompressor.page(
              metadata.getCodec(), bytes, position, length, header.getUncompressed_page_size());
      position += length;
      return BytesInput.from(page);
    }

    private static Encoding encoding(org.apache.parquet.format.@Nullable Encoding encoding) {
      if (encoding == null) {
        throw corrupt("a page without encoding");
      }
      return Encoding.valueOf(encoding.name());
    }
  }

  /// Decompressor of the pages of a file, for all of our codecs. For one thread.
  static final class Decompressor implements AutoCloseable {
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

    /// @param codec as the footer names it
    /// @param from holds the page at `position`, `length` bytes long
    /// @param uncompressed its length as its header has it
    /// @throws PlimsollException OBJECT_CORRUPT for another length or codec
    byte[] page(
        CompressionCodecName codec, byte[] from, int position, int length, int uncompressed) {
      if (uncompressed < 0) {
        throw corrupt("a page of a length below 0");
      }
      return switch (codec) {
        case ZSTD -> zstd(from, position, length, uncompressed);
        case SNAPPY -> snappy(from, position, length, uncompressed);
        case UNCOMPRESSED, GZIP, LZO, BROTLI, LZ4, LZ4_RAW ->
            throw corrupt("pages compressed by " + codec + ", which none of our files has");
      };
    }

    private byte[] zstd(byte[] from, int position, int length, int uncompressed) {
      byte[] page = new byte[uncompressed];
      try {
        int got = zstd.decompressByteArray(page, 0, page.length, from, position, length);
        requireLength(got, uncompressed);
      } catch (ZstdException e) {
        throw corrupt("a page that is no zstd: " + e.getMessage());
      }
      return page;
    }

    private static byte[] snappy(byte[] from, int position, int length, int uncompressed) {
      try {
        // Asked first: the native code writes as much as the page says, wherever its end is.
        requireLength(Snappy.uncompressedLength(from, position, length), uncompressed);
        byte[] page = new byte[uncompressed];
        requireLength(Snappy.uncompress(from, position, length, page, 0), uncompressed);
        return page;
      } catch (IOException e) {
        throw corrupt("a page that is no snappy: " + e.getMessage());
      }
    }

    private static void requireLength(int found, int expected) {
      if (found != expected) {
        throw corrupt("a page of %d bytes, not %d".formatted(found, expected));
      }
    }

    @Override
    public void close() {
      zstd.close();
    }
  }

  private static PlimsollException corrupt(String what) {
    return new PlimsollException(ErrorCode.OBJECT_CORRUPT, "the Parquet file holds " + what);
  }
}

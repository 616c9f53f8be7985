package dev.plimsoll.connector.parquet;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;

/// Pages of a row group on their way, and the columns that have tried a dictionary in vain: value
/// by value until it grew too large, which took a third of the CPU of writing ten mixed columns.
/// The next row group does not try again.
final class DictionaryWatch implements PageWriteStore {
  private final PageWriteStore pages;
  private final Set<String> plain = new HashSet<>();
  private final Set<String> kept = new HashSet<>();

  DictionaryWatch(PageWriteStore pages) {
    this.pages = pages;
  }

  /// Whether a column has written values, and none by a dictionary, once the row group is written.
  /// A column of NULLs only has shown nothing.
  boolean isInVain(String column) {
    return plain.contains(column) && !kept.contains(column);
  }

  @Override
  public PageWriter getPageWriter(ColumnDescriptor column) {
    return new Watched(pages.getPageWriter(column), column.getPath()[0]);
  }

  private final class Watched implements PageWriter {
    private final PageWriter writer;
    private final String column;

    Watched(PageWriter writer, String column) {
      this.writer = writer;
      this.column = column;
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
      kept.add(column);
      writer.writeDictionaryPage(page);
    }

    @Override
    public void writePage(
        BytesInput bytes,
        int valueCount,
        int rowCount,
        Statistics<?> statistics,
        SizeStatistics sizes,
        GeospatialStatistics places,
        Encoding repetition,
        Encoding definition,
        Encoding values)
        throws IOException {
      if (!values.usesDictionary() && statistics.getNumNulls() < valueCount) {
        plain.add(column);
      }
      writer.writePage(
          bytes, valueCount, rowCount, statistics, sizes, places, repetition, definition, values);
    }

    @Deprecated
    @Override
    public void writePage(
        BytesInput bytes,
        int valueCount,
        Statistics<?> statistics,
        Encoding repetition,
        Encoding definition,
        Encoding values) {
      throw new UnsupportedOperationException("pages are written with their rows and sizes");
    }

    @Deprecated
    @Override
    public void writePage(
        BytesInput bytes,
        int valueCount,
        int rowCount,
        Statistics<?> statistics,
        Encoding repetition,
        Encoding definition,
        Encoding values) {
      throw new UnsupportedOperationException("pages are written with their rows and sizes");
    }

    @Override
    public void writePageV2(
        int rowCount,
        int nullCount,
        int valueCount,
        BytesInput repetition,
        BytesInput definition,
        Encoding encoding,
        BytesInput data,
        Statistics<?> statistics) {
      throw new UnsupportedOperationException("pages are of version 1");
    }

    @Override
    public long getMemSize() {
      return writer.getMemSize();
    }

    @Override
    public long allocatedSize() {
      return writer.allocatedSize();
    }

    @Override
    public String memUsageString(String prefix) {
      return writer.memUsageString(prefix);
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}

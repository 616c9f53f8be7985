package dev.plimsoll.connector.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

/// What a file is made of, as its own metadata have it.
final class ParquetFileTest {
  private static final int ROWS = 50_000;

  @Test
  void pagesAreVersionOne() throws IOException {
    // given
    byte[] file = file(columns(3, 7));
    FileMetaData footer = footer(file);

    // when
    Set<PageType> types = new HashSet<>();
    int pages = 0;
    for (RowGroup group : footer.getRow_groups()) {
      for (var chunk : group.getColumns()) {
        var meta = chunk.getMeta_data();
        int from =
            (int)
                (meta.isSetDictionary_page_offset()
                    ? meta.getDictionary_page_offset()
                    : meta.getData_page_offset());
        ByteArrayInputStream bytes =
            new ByteArrayInputStream(file, from, (int) meta.getTotal_compressed_size());
        while (bytes.available() > 0) {
          PageHeader header = Util.readPageHeader(bytes);
          types.add(header.getType());
          assertThat(header.isSetCrc()).as("checksum").isTrue();
          assertThat(bytes.skip(header.getCompressed_page_size()))
              .isEqualTo(header.getCompressed_page_size());
          pages++;
        }
      }
    }

    // then
    assertThat(types).containsExactlyInAnyOrder(PageType.DATA_PAGE, PageType.DICTIONARY_PAGE);
    assertThat(pages).isGreaterThan(10);
  }

  @Test
  void fieldIdsAreTheColumnsNumbersInTheCatalog() throws IOException {
    assertThat(fieldIds(file(columns(3, 7)))).containsExactly(3, 7);
  }

  @Test
  void columnsWithoutANumberHaveTheirPlace() throws IOException {
    assertThat(fieldIds(file(columns(0, 0)))).containsExactly(1, 2);
  }

  @Test
  void rowsStatisticsAndWhatTheWriterIsToldAreInTheFooter() throws IOException {
    // given
    FileMetaData footer = footer(file(columns(1, 2)));

    // then
    assertThat(footer.getNum_rows()).isEqualTo(ROWS);
    assertThat(footer.getRow_groups()).hasSizeGreaterThan(1);
    long least = Long.MAX_VALUE;
    long nulls = 0;
    for (RowGroup group : footer.getRow_groups()) {
      var id = group.getColumns().get(0).getMeta_data().getStatistics();
      ByteBuffer min = ByteBuffer.wrap(id.getMin_value()).order(ByteOrder.LITTLE_ENDIAN);
      least = Math.min(least, min.getLong());
      nulls += group.getColumns().get(1).getMeta_data().getStatistics().getNull_count();
    }
    assertThat(least).isEqualTo(-5);
    assertThat(nulls).isEqualTo(ROWS / 10);
    assertThat(footer.getKey_value_metadata())
        .anySatisfy(
            pair -> {
              assertThat(pair.getKey()).isEqualTo("plimsoll.rows");
              assertThat(pair.getValue()).isEqualTo("" + ROWS);
            });
  }

  @Test
  void aDictionaryThatWasOfNoUseIsNotTriedAgainAndOneThatWasNotTriedIs() throws IOException {
    // given one column without a value twice, one with few values, and one that has few values
    // after
    // a first row group of NULLs
    List<Column> columns =
        List.of(
            new Column("unique", PgType.INT8, -1, "bigint", null, true, 1, null),
            new Column("few", PgType.INT8, -1, "bigint", null, true, 2, null),
            new Column("late", PgType.INT8, -1, "bigint", null, false, 3, null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int bytes = 0;
    try (ParquetRowWriter writer =
        new ParquetRowWriter(out, columns, new FileForm(512 << 10, PageCodec.ZSTD, 1, List.of()))) {
      ByteBuilder row = new ByteBuilder(64);
      for (int i = 0; i < ROWS; i++) {
        row.clear();
        row.putShort(3);
        row.putInt(8);
        row.putLong(i * 1_000_003L);
        row.putInt(8);
        row.putLong(i % 7);
        if (bytes < 512 << 10) {
          row.putInt(-1);
        } else {
          row.putInt(8);
          row.putLong(i % 5);
        }
        writer.write(Arrays.copyOf(row.array(), row.size()));
        bytes += row.size();
      }
      writer.finish(Map.of());
    }

    // when
    List<RowGroup> groups = footer(out.toByteArray()).getRow_groups();

    // then
    assertThat(groups).hasSizeGreaterThan(2);
    assertThat(groups).noneMatch(group -> hasDictionary(group, 0));
    assertThat(groups).allMatch(group -> hasDictionary(group, 1));
    assertThat(groups.subList(1, groups.size())).allMatch(group -> hasDictionary(group, 2));
  }

  private static boolean hasDictionary(RowGroup group, int column) {
    return group.getColumns().get(column).getMeta_data().isSetDictionary_page_offset();
  }

  private static List<Column> columns(int first, int second) {
    return List.of(
        new Column("id", PgType.INT8, -1, "bigint", null, true, first, null),
        new Column("name", PgType.TEXT, -1, "text", null, false, second, null));
  }

  private static byte[] file(List<Column> columns) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ParquetRowWriter writer =
        new ParquetRowWriter(out, columns, new FileForm(512 << 10, PageCodec.ZSTD, 1, List.of()))) {
      ByteBuilder row = new ByteBuilder(64);
      for (int i = 0; i < ROWS; i++) {
        row.clear();
        row.putShort(2);
        row.putInt(8);
        row.putLong(i - 5);
        if (i % 10 == 0) {
          row.putInt(-1);
        } else {
          byte[] name = ("name " + i % 100).getBytes(StandardCharsets.UTF_8);
          row.putInt(name.length);
          row.write(name);
        }
        writer.write(Arrays.copyOf(row.array(), row.size()));
      }
      writer.finish(Map.of("plimsoll.rows", Integer.toString(ROWS)));
    }
    return out.toByteArray();
  }

  private static List<Integer> fieldIds(byte[] file) throws IOException {
    return footer(file).getSchema().stream()
        .skip(1)
        .map(
            element -> {
              assertThat(element.isSetField_id()).isTrue();
              return element.getField_id();
            })
        .toList();
  }

  private static FileMetaData footer(byte[] file) throws IOException {
    int length = ByteBuffer.wrap(file, file.length - 8, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    try (InputStream footer = new ByteArrayInputStream(file, file.length - 8 - length, length)) {
      return Util.readFileMetaData(footer);
    }
  }
}

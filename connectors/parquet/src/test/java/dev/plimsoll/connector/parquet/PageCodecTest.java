package dev.plimsoll.connector.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.parquet.RowGroupPages.Decompressor;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/// Files by each codec are read back by us and by DuckDB, which shares no code with us.
final class PageCodecTest {
  private static final int ROWS = 20_000;
  private static final byte[] PAGE = "page after page after page".getBytes(StandardCharsets.UTF_8);
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", PgType.INT8, -1, "bigint", null, true, 1, null),
          new Column("name", PgType.TEXT, -1, "text", null, false, 2, null));

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void readsBackWhatWasWritten(PageCodec codec) throws IOException {
    // given
    byte[] file = file(codec);

    // when
    ByteBuilder read = new ByteBuilder(1 << 16);
    try (ParquetRowReader rows = new ParquetRowReader(new InMemory(file), COLUMNS)) {
      while (rows.copyNext(read)) {
        // all rows, one after the other
      }
    }

    // then
    ByteBuilder written = new ByteBuilder(1 << 16);
    for (int i = 0; i < ROWS; i++) {
      written.write(row(i));
    }
    assertThat(Arrays.copyOf(read.array(), read.size()))
        .isEqualTo(Arrays.copyOf(written.array(), written.size()));
  }

  @ParameterizedTest
  @EnumSource
  void anIndependentReaderReadsTheSame(PageCodec codec) throws Exception {
    // given
    Path file = Files.write(folder.resolve(codec + ".parquet"), file(codec));
    String rows = "SELECT count(*), sum(id), count(name), max(name) FROM '%s'".formatted(file);
    String codecs = "SELECT DISTINCT compression FROM parquet_metadata('%s')".formatted(file);

    // when
    try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = duck.createStatement()) {
      // then
      try (ResultSet row = statement.executeQuery(rows)) {
        row.next();
        assertThat(row.getLong(1)).isEqualTo(ROWS);
        assertThat(row.getLong(2)).isEqualTo((long) ROWS * (ROWS - 1) / 2);
        assertThat(row.getLong(3)).isEqualTo(ROWS - ROWS / 10);
        assertThat(row.getString(4)).isEqualTo("name 99");
      }
      try (ResultSet row = statement.executeQuery(codecs)) {
        row.next();
        assertThat(row.getString(1)).isEqualTo(codec.name());
        assertThat(row.next()).as("another codec").isFalse();
      }
    }
  }

  @Test
  void aPageOfAnotherLengthOrCodecIsCorrupt() throws IOException {
    byte[] snappy = Snappy.compress(PAGE);
    byte[] zstd = Zstd.compress(PAGE);
    try (Decompressor decompressor = new Decompressor()) {
      assertThat(page(decompressor, CompressionCodecName.SNAPPY, snappy, PAGE.length))
          .isEqualTo(PAGE);
      assertThat(page(decompressor, CompressionCodecName.ZSTD, zstd, PAGE.length)).isEqualTo(PAGE);

      assertCorrupt(decompressor, CompressionCodecName.SNAPPY, snappy, PAGE.length - 1);
      assertCorrupt(decompressor, CompressionCodecName.SNAPPY, snappy, PAGE.length + 1);
      assertCorrupt(decompressor, CompressionCodecName.SNAPPY, zstd, PAGE.length);
      assertCorrupt(decompressor, CompressionCodecName.SNAPPY, snappy, -1);
      assertCorrupt(decompressor, CompressionCodecName.ZSTD, zstd, PAGE.length - 1);
      assertCorrupt(decompressor, CompressionCodecName.ZSTD, zstd, PAGE.length + 1);
      assertCorrupt(decompressor, CompressionCodecName.ZSTD, snappy, PAGE.length);
      assertCorrupt(decompressor, CompressionCodecName.GZIP, PAGE, PAGE.length);
    }
  }

  @Test
  void zstdIsTheDefaultAndOtherNamesAreRefused() {
    assertThat(PageCodec.of(null)).isEqualTo(PageCodec.ZSTD);
    assertThat(PageCodec.of("snappy")).isEqualTo(PageCodec.SNAPPY);
    assertThatThrownBy(() -> PageCodec.of("SNAPPY"))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }

  private static void assertCorrupt(
      Decompressor decompressor, CompressionCodecName codec, byte[] page, int length) {
    assertThatThrownBy(() -> page(decompressor, codec, page, length))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT));
  }

  private static byte[] page(
      Decompressor decompressor, CompressionCodecName codec, byte[] page, int length) {
    return decompressor.page(codec, page, 0, page.length, length);
  }

  private static byte[] file(PageCodec codec) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ParquetRowWriter writer =
        new ParquetRowWriter(out, COLUMNS, new FileForm(256 << 10, codec, 1, List.of()))) {
      for (int i = 0; i < ROWS; i++) {
        writer.write(row(i));
      }
      writer.finish(Map.of());
    }
    return out.toByteArray();
  }

  private static byte[] row(int i) {
    ByteBuilder row = new ByteBuilder(64);
    row.putShort(2);
    row.putInt(8);
    row.putLong(i);
    if (i % 10 == 0) {
      row.putInt(-1);
    } else {
      byte[] name = ("name " + i % 100).getBytes(StandardCharsets.UTF_8);
      row.putInt(name.length);
      row.write(name);
    }
    return Arrays.copyOf(row.array(), row.size());
  }
}

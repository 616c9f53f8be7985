package dev.plimsoll.connector.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/// Decompressor of pages, for all of our codecs. For one thread.
final class PageDecompressor implements AutoCloseable {
  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

  /// @param codec as the footer names it
  /// @param from holds the page at `position`, `length` bytes long
  /// @param uncompressed its length as its header has it
  /// @throws PlimsollException OBJECT_CORRUPT for another length or codec
  byte[] page(CompressionCodecName codec, byte[] from, int position, int length, int uncompressed) {
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

  static PlimsollException corrupt(String what) {
    return new PlimsollException(ErrorCode.OBJECT_CORRUPT, "the Parquet file holds " + what);
  }

  @Override
  public void close() {
    zstd.close();
  }
}

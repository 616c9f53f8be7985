package dev.plimsoll.connector.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/// Compression of the pages of a file.
public enum PageCodec {
  /// The default: smaller files.
  ZSTD,
  /// Named by Amazon Redshift's documentation for Parquet; every reader of Parquet has it.
  SNAPPY;

  /// @param name null for the default
  /// @throws PlimsollException INVALID_REQUEST
  public static PageCodec of(@Nullable String name) {
    return switch (name) {
      case "zstd" -> ZSTD;
      case "snappy" -> SNAPPY;
      case null -> ZSTD;
      default -> throw PlimsollException.invalidRequest("codec is zstd or snappy");
    };
  }

  /// Compressor by a native library: parquet's own need hadoop. For one thread; `release()` frees
  /// native memory.
  ///
  /// @param level of zstd, 1 (fast) to 19 (small); snappy has none
  BytesInputCompressor compressor(int level) {
    return switch (this) {
      case ZSTD -> new Zstd(level);
      case SNAPPY -> new RawSnappy();
    };
  }

  private static final class Zstd implements BytesInputCompressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx();

    Zstd(int level) {
      context.setLevel(level);
    }

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      return BytesInput.from(context.compress(page.toByteArray()));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      context.close();
    }
  }

  /// Snappy's raw format, without the frames of a stream. It holds no memory.
  private static final class RawSnappy implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      return BytesInput.from(Snappy.compress(page.toByteArray()));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.SNAPPY;
    }

    @Override
    public void release() {}
  }
}

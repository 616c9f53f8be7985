package dev.plimsoll.sync.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Parquet's zstd pages by the native library directly: parquet's own factory needs hadoop. For one
/// thread; {@link #release()} frees native memory.
final class ZstdCodecs implements CompressionCodecFactory {
  private final Compressor compressor;
  private final Decompressor decompressor = new Decompressor();

  /// @param level 1 (fast) to 19 (small)
  ZstdCodecs(int level) {
    compressor = new Compressor(level);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    requireZstd(codec);
    return compressor;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    requireZstd(codec);
    return decompressor;
  }

  private static void requireZstd(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      throw new IllegalArgumentException("only zstd is used here, not " + codec);
    }
  }

  @Override
  public void release() {
    compressor.release();
    decompressor.release();
  }

  private static final class Compressor implements BytesInputCompressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx();

    Compressor(int level) {
      context.setLevel(level);
    }

    @Override
    public BytesInput compress(BytesInput page) {
      return BytesInput.from(context.compress(toArray(page)));
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

  private static final class Decompressor implements BytesInputDecompressor {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    @Override
    public BytesInput decompress(BytesInput page, int size) {
      return BytesInput.from(context.decompress(toArray(page), size));
    }

    @Override
    public void decompress(ByteBuffer input, int inputSize, ByteBuffer output, int outputSize) {
      byte[] page = new byte[inputSize];
      input.get(page);
      output.put(context.decompress(page, outputSize));
    }

    @Override
    public void release() {
      context.close();
    }
  }

  private static byte[] toArray(BytesInput page) {
    try {
      return page.toByteArray();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

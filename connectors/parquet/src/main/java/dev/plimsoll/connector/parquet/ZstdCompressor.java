package dev.plimsoll.connector.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Parquet's zstd pages.
final class ZstdCompressor implements PageCompressor {
  private final ZstdCompressCtx context = new ZstdCompressCtx();

  /// @param level 1 (fast) to 19 (small)
  ZstdCompressor(int level) {
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

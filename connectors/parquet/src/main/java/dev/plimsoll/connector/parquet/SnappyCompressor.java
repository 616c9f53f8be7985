package dev.plimsoll.connector.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/// Parquet's snappy pages: the raw format, without the frames of a stream.
final class SnappyCompressor implements PageCompressor {
  @Override
  public BytesInput compress(BytesInput page) throws IOException {
    return BytesInput.from(Snappy.compress(page.toByteArray()));
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.SNAPPY;
  }

  /// It holds nothing.
  @Override
  public void release() {}
}

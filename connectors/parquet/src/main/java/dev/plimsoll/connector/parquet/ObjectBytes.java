package dev.plimsoll.connector.parquet;

import java.io.IOException;

/// A file's bytes, to be read by ranges.
public interface ObjectBytes {
  /// In bytes.
  long length();

  /// Reads exactly so many bytes.
  ///
  /// @throws IOException also when the file ends before
  void read(long from, byte[] target, int offset, int count) throws IOException;
}

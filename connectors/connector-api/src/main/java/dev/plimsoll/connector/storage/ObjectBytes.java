package dev.plimsoll.connector.storage;

import java.io.IOException;

/// Bytes of a file, read by ranges.
public interface ObjectBytes {
  long length();

  /// @throws IOException also when the file ends before
  void read(long from, byte[] target, int offset, int count) throws IOException;
}

package dev.plimsoll.connector.parquet;

import dev.plimsoll.connector.storage.ObjectBytes;

/// A Parquet file in memory.
public record InMemory(byte[] bytes) implements ObjectBytes {
  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void read(long from, byte[] target, int offset, int count) {
    System.arraycopy(bytes, (int) from, target, offset, count);
  }
}

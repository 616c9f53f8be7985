package dev.plimsoll.connector.storage;

/// Object that is being written. For one thread.
public interface ObjectWriter extends AutoCloseable {
  void write(byte[] bytes, int offset, int count);

  /// Bytes written so far.
  long length();

  /// Makes the object visible. Once.
  ///
  /// @return its length in bytes
  long complete();

  /// Gives up an object that was not completed.
  @Override
  void close();
}

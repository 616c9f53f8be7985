package dev.plimsoll.connector.loading;

import dev.plimsoll.connector.column.ByteBuilder;
import java.io.IOException;

/// Rows of a batch, one after the other. For one thread.
public interface BatchRows extends AutoCloseable {
  /// Appends the next row as a tuple of binary COPY; false at the end.
  boolean copyNext(ByteBuilder out) throws IOException;

  /// Appends the next row as a line of COPY's text format, in UTF-8; false at the end.
  boolean lineNext(ByteBuilder out) throws IOException;

  @Override
  void close();
}

package dev.plimsoll.materializer.append;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Lines of a body, one in memory at a time. Empty ones are counted and skipped.
final class LineReader {
  private static final int AT_ONCE = 8 << 10;

  /// @param number from 1
  /// @param content null if too long
  record Line(long number, byte @Nullable [] content) {}

  private final InputStream in;
  private final long maxBytes;
  private final byte[] buffer = new byte[AT_ONCE];
  private int position;
  private int end;
  private long number = 1;

  LineReader(InputStream in, long maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /// Waits for the next line.
  ///
  /// @return false at the end
  boolean hasNext() throws IOException {
    while (fill()) {
      byte octet = buffer[position];
      if (octet == '\n') {
        number++;
      } else if (octet != '\r' && octet != ' ' && octet != '\t') {
        return true;
      }
      position++;
    }
    return false;
  }

  Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean fits = true;
    boolean ended = false;
    while (!ended && fill()) {
      int from = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      fits = fits && line.size() + (position - from) <= maxBytes;
      if (fits) {
        line.write(buffer, from, position - from);
      } else {
        line = new ByteArrayOutputStream(0);
      }
      ended = position < end;
    }
    if (ended) {
      position++;
    }
    return new Line(number++, fits ? line.toByteArray() : null);
  }

  /// @return false at the end of the body
  private boolean fill() throws IOException {
    while (position == end) {
      int read = in.read(buffer, 0, buffer.length);
      if (read < 0) {
        return false;
      }
      position = 0;
      end = read;
    }
    return true;
  }
}

package dev.plimsoll.demo.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/// Writes rows in the text format of `COPY … FROM STDIN` into a buffer that is handed on whenever
/// it is full, so that a table of any size takes the same memory.
///
/// Source: PostgreSQL's documentation of COPY, "Text Format": columns end with a tab, rows with a
/// newline, NULL is `\N`, and backslash, tab, newline and carriage return are escaped.
final class CopyTextWriter {
  /// Takes what is ready.
  interface Sink {
    void write(byte[] bytes, int length) throws IOException;
  }

  private static final int BUFFER_BYTES = 64 * 1024;
  // Longer than any single number or date; texts make room for themselves.
  private static final int LONGEST_PIECE_BYTES = 64;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Sink sink;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int used;
  private boolean rowStarted;
  private long rows;

  CopyTextWriter(Sink sink) {
    this.sink = sink;
  }

  /// Rows ended so far.
  long rows() {
    return rows;
  }

  CopyTextWriter integer(long value) throws IOException {
    startColumn();
    putDecimal(value);
    return this;
  }

  /// A decimal with two digits after the point.
  CopyTextWriter hundredths(long value) throws IOException {
    startColumn();
    if (value < 0) {
      put((byte) '-');
    }
    long absolute = Math.abs(value);
    putDecimal(absolute / 100);
    put((byte) '.');
    putTwoDigits((int) (absolute % 100));
    return this;
  }

  CopyTextWriter real(double value) throws IOException {
    startColumn();
    putAscii(Double.toString(value));
    return this;
  }

  CopyTextWriter bool(boolean value) throws IOException {
    startColumn();
    put((byte) (value ? 't' : 'f'));
    return this;
  }

  CopyTextWriter date(long epochDay) throws IOException {
    startColumn();
    putDate(epochDay);
    return this;
  }

  /// A `timestamptz` in UTC.
  ///
  /// @param epochMicros from 1970 on
  CopyTextWriter instant(long epochMicros) throws IOException {
    startColumn();
    long seconds = Math.floorDiv(epochMicros, 1_000_000L);
    int micros = (int) Math.floorMod(epochMicros, 1_000_000L);
    putDate(Math.floorDiv(seconds, 86_400L));
    int ofDay = (int) Math.floorMod(seconds, 86_400L);
    put((byte) ' ');
    putTwoDigits(ofDay / 3600);
    put((byte) ':');
    putTwoDigits(ofDay / 60 % 60);
    put((byte) ':');
    putTwoDigits(ofDay % 60);
    put((byte) '.');
    putTwoDigits(micros / 10_000);
    putTwoDigits(micros / 100 % 100);
    putTwoDigits(micros % 100);
    put((byte) '+');
    putTwoDigits(0);
    return this;
  }

  /// 16 lower-case hexadecimal digits for each of the words, as one text.
  CopyTextWriter hex(long... words) throws IOException {
    startColumn();
    for (long word : words) {
      for (int shift = 60; shift >= 0; shift -= 4) {
        put(HEX[(int) (word >>> shift) & 0xf]);
      }
    }
    return this;
  }

  CopyTextWriter text(String value) throws IOException {
    startColumn();
    makeRoom(value.length() * 3 + LONGEST_PIECE_BYTES);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        return restAsUtf8(value.substring(i));
      }
      putEscaped(c);
    }
    return this;
  }

  CopyTextWriter nothing() throws IOException {
    startColumn();
    put((byte) '\\');
    put((byte) 'N');
    return this;
  }

  void endRow() throws IOException {
    put((byte) '\n');
    rowStarted = false;
    rows++;
    if (used > BUFFER_BYTES - 8 * 1024) {
      flush();
    }
  }

  void flush() throws IOException {
    if (used > 0) {
      sink.write(buffer, used);
      used = 0;
    }
  }

  private CopyTextWriter restAsUtf8(String rest) throws IOException {
    for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0) {
        putEscaped((char) b);
      } else {
        put(b);
      }
    }
    return this;
  }

  private void putEscaped(char c) throws IOException {
    switch (c) {
      case '\\' -> putAscii("\\\\");
      case '\t' -> putAscii("\\t");
      case '\n' -> putAscii("\\n");
      case '\r' -> putAscii("\\r");
      default -> put((byte) c);
    }
  }

  private void startColumn() throws IOException {
    makeRoom(LONGEST_PIECE_BYTES);
    if (rowStarted) {
      buffer[used++] = '\t';
    }
    rowStarted = true;
  }

  private void makeRoom(int bytes) throws IOException {
    if (used + bytes > buffer.length) {
      flush();
      if (bytes > buffer.length) {
        buffer = new byte[bytes];
      }
    }
  }

  private void put(byte b) throws IOException {
    if (used == buffer.length) {
      flush();
    }
    buffer[used++] = b;
  }

  private void putAscii(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      put((byte) text.charAt(i));
    }
  }

  private void putDate(long epochDay) throws IOException {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    int year = date.getYear();
    putTwoDigits(year / 100);
    putTwoDigits(year % 100);
    put((byte) '-');
    putTwoDigits(date.getMonthValue());
    put((byte) '-');
    putTwoDigits(date.getDayOfMonth());
  }

  private void putTwoDigits(int value) throws IOException {
    put((byte) ('0' + value / 10));
    put((byte) ('0' + value % 10));
  }

  private void putDecimal(long value) throws IOException {
    if (value < 0) {
      // Long.MIN_VALUE has no positive twin.
      putAscii(Long.toString(value));
      return;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    makeRoom(digits);
    long rest = value;
    for (int at = used + digits - 1; at >= used; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += digits;
  }
}

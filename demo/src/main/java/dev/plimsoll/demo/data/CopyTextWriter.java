package dev.plimsoll.demo.data;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/// Writer of rows in the text format of `COPY … FROM STDIN`, in bounded memory: a full buffer goes
/// to the sink.
///
/// Source: PostgreSQL's documentation of COPY, "Text Format": columns end with a tab, rows with a
/// newline, NULL is `\N`, and backslash, tab, newline and carriage return are escaped.
final class CopyTextWriter {
  interface Sink {
    void write(byte[] bytes) throws IOException;
  }

  private static final int MOST_CHARACTERS = 48 * 1024;

  private final Sink sink;
  private final StringBuilder text = new StringBuilder(MOST_CHARACTERS + 8 * 1024);
  private boolean rowStarted;

  CopyTextWriter(Sink sink) {
    this.sink = sink;
  }

  CopyTextWriter integer(long value) {
    startColumn().append(value);
    return this;
  }

  /// Decimal with two digits after the point.
  CopyTextWriter hundredths(long value) {
    startColumn().append(BigDecimal.valueOf(value, 2));
    return this;
  }

  CopyTextWriter real(double value) {
    startColumn().append(value);
    return this;
  }

  CopyTextWriter bool(boolean value) {
    startColumn().append(value ? 't' : 'f');
    return this;
  }

  CopyTextWriter date(long epochDay) {
    startColumn().append(LocalDate.ofEpochDay(epochDay));
    return this;
  }

  /// A `timestamptz`.
  CopyTextWriter instant(long epochMicros) {
    startColumn().append(Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS));
    return this;
  }

  /// Text of 16 lower-case hexadecimal digits for each word.
  CopyTextWriter hex(long... words) {
    startColumn();
    for (long word : words) {
      text.append(HexFormat.of().toHexDigits(word));
    }
    return this;
  }

  CopyTextWriter text(String value) {
    startColumn();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
    return this;
  }

  CopyTextWriter nothing() {
    startColumn().append("\\N");
    return this;
  }

  void endRow() throws IOException {
    text.append('\n');
    rowStarted = false;
    if (text.length() > MOST_CHARACTERS) {
      flush();
    }
  }

  void flush() throws IOException {
    if (!text.isEmpty()) {
      sink.write(text.toString().getBytes(StandardCharsets.UTF_8));
      text.setLength(0);
    }
  }

  private StringBuilder startColumn() {
    if (rowStarted) {
      text.append('\t');
    }
    rowStarted = true;
    return text;
  }
}

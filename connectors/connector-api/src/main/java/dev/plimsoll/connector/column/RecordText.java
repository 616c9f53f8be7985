package dev.plimsoll.connector.column;

/// Builder of a row's text as PostgreSQL's `record_out` writes it: `(a,"b c",,"")`.
///
/// Source: PostgreSQL documentation, 8.16.6 (composite type input and output).
public final class RecordText {
  private static final boolean[] MISREAD = new boolean['\\' + 1];

  static {
    for (char c : "\"\\(), \t\n\r\f\u000B".toCharArray()) {
      MISREAD[c] = true;
    }
  }

  private final ByteBuilder text = new ByteBuilder(1024);
  private boolean first = true;

  public void begin() {
    text.clear();
    text.putByte('(');
    first = true;
  }

  /// NULL is written as nothing.
  public void addNull() {
    separate();
  }

  /// Adds a value, quoted where it is empty or has special characters; quotes and backslashes in it
  /// are doubled.
  public void add(ByteBuilder value) {
    separate();
    byte[] bytes = value.array();
    int size = value.size();
    if (!needsQuotes(bytes, size)) {
      text.write(bytes, 0, size);
      return;
    }
    text.putByte('"');
    int from = 0;
    for (int i = 0; i < size; i++) {
      byte b = bytes[i];
      if (b == '"' || b == '\\') {
        text.write(bytes, from, i + 1 - from);
        from = i; // once more
      }
    }
    text.write(bytes, from, size - from);
    text.putByte('"');
  }

  /// The row's text, valid until the next change.
  public ByteBuilder end() {
    text.putByte(')');
    return text;
  }

  private void separate() {
    if (!first) {
      text.putByte(',');
    }
    first = false;
  }

  private static boolean needsQuotes(byte[] bytes, int size) {
    for (int i = 0; i < size; i++) {
      byte b = bytes[i];
      if (b <= '\\' && b >= 0 && MISREAD[b]) {
        return true;
      }
    }
    return size == 0;
  }
}

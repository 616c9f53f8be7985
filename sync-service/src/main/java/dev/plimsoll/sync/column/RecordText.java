package dev.plimsoll.sync.column;

/// A row's text as PostgreSQL's `record_out` writes it: `(a,"b c",,"")`.
///
/// Source: PostgreSQL documentation, 8.16.6 (composite type input and output).
public final class RecordText {
  private final ByteBuilder text = new ByteBuilder(1024);
  private boolean first = true;

  public void begin() {
    text.clear();
    text.putByte('(');
    first = true;
  }

  /// NULL is nothing at all.
  public void addNull() {
    separate();
  }

  /// Quotes where the text is empty or holds what would be misread; quotes and backslashes inside
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
    for (int i = 0; i < size; i++) {
      byte b = bytes[i];
      if (b == '"' || b == '\\') {
        text.putByte(b);
      }
      text.putByte(b);
    }
    text.putByte('"');
  }

  /// The row's text; valid until the next change.
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
      switch (bytes[i]) {
        case '"', '\\', '(', ')', ',', ' ', '\t', '\n', '\r', '\f', 0x0B -> {
          return true;
        }
        default -> {}
      }
    }
    return size == 0;
  }
}

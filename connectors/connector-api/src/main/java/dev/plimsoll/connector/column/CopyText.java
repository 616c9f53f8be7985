package dev.plimsoll.connector.column;

/// Escaping of values for COPY's text format.
///
/// Source: PostgreSQL documentation, COPY, "Text Format".
public final class CopyText {
  private CopyText() {}

  public static void appendNull(ByteBuilder out) {
    out.putByte('\\');
    out.putByte('N');
  }

  /// Appends a value; a backslash escapes tabs, line ends and backslashes.
  public static void append(ByteBuilder value, ByteBuilder out) {
    byte[] bytes = value.array();
    int size = value.size();
    int copied = 0;
    for (int i = 0; i < size; i++) {
      int escape =
          switch (bytes[i]) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> 0;
          };
      if (escape != 0) {
        out.write(bytes, copied, i - copied);
        out.putByte('\\');
        out.putByte(escape);
        copied = i + 1;
      }
    }
    out.write(bytes, copied, size - copied);
  }
}

package dev.plimsoll.connector.mariadb;

/// Check that PostgreSQL accepts a JSON text that MariaDB accepted. MariaDB also allows unknown
/// escapes (`"\x"`) and numbers that end with their point (`1.`).
///
/// Source: RFC 8259, sections 6 and 7.
final class JsonLexer {
  private final byte[] text;
  private int position;

  private JsonLexer(byte[] text) {
    this.text = text;
  }

  static boolean isStrict(byte[] text) {
    JsonLexer lexer = new JsonLexer(text);
    while (lexer.position < text.length) {
      byte b = text[lexer.position];
      boolean strict =
          b == '"' ? lexer.string() : b == '-' || isDigit(b) ? lexer.number() : lexer.skip();
      if (!strict) {
        return false;
      }
    }
    return true;
  }

  private boolean skip() {
    position++;
    return true;
  }

  private boolean string() {
    position++;
    while (position < text.length) {
      byte b = text[position++];
      if (b == '"') {
        return true;
      }
      if (b >= 0 && b < ' ') {
        return false;
      }
      if (b == '\\' && !escape()) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    if (position == text.length) {
      return false;
    }
    byte b = text[position++];
    if (b == 'u') {
      for (int end = position + 4; position < end; position++) {
        if (position == text.length || Character.digit(text[position], 16) < 0) {
          return false;
        }
      }
      return true;
    }
    return "\"\\/bfnrt".indexOf(b) >= 0;
  }

  private boolean number() {
    if (text[position] == '-') {
      position++;
    }
    int first = position;
    int whole = digits();
    if (whole == 0 || (whole > 1 && text[first] == '0')) {
      return false;
    }
    if (at('.')) {
      position++;
      if (digits() == 0) {
        return false;
      }
    }
    if (at('e') || at('E')) {
      position++;
      if (at('+') || at('-')) {
        position++;
      }
      return digits() > 0;
    }
    return true;
  }

  private boolean at(char c) {
    return position < text.length && text[position] == c;
  }

  private int digits() {
    int from = position;
    while (position < text.length && isDigit(text[position])) {
      position++;
    }
    return position - from;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}

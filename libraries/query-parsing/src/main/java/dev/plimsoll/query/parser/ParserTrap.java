package dev.plimsoll.query.parser;

/// The end of a parser's instance: it called abort or exit, or failed an assertion of its own.
final class ParserTrap extends RuntimeException {
  private static final long serialVersionUID = 1;

  ParserTrap(String message) {
    super(message, null, false, false);
  }
}

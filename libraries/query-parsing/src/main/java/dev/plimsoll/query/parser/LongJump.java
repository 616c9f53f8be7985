package dev.plimsoll.query.parser;

/// C's longjmp, on its way from where PostgreSQL raises an error to the call that set the mark.
/// It carries nothing: what was raised is in the parser's memory.
final class LongJump extends RuntimeException {
  private static final long serialVersionUID = 1;

  LongJump() {
    super("longjmp", null, false, false);
  }
}

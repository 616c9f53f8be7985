package dev.plimsoll.contracts.database;

import org.jspecify.annotations.Nullable;

/// Filter of tables as SQL's `LIKE` has it, with `!` as its escape character.
public final class LikePattern {
  private LikePattern() {}

  /// @param text `schema.table` with `*` for any run of characters; a backslash quotes the next
  ///     character. Null for any table
  public static @Nullable String of(@Nullable String text) {
    if (text == null) {
      return null;
    }
    StringBuilder pattern = new StringBuilder();
    boolean literal = false;
    for (char c : text.toCharArray()) {
      if (!literal && c == '\\') {
        literal = true;
        continue;
      }
      switch (c) {
        case '*' -> pattern.append(literal ? '*' : '%');
        case '%', '_', '!' -> pattern.append('!').append(c);
        default -> pattern.append(c);
      }
      literal = false;
    }
    return pattern.toString();
  }
}

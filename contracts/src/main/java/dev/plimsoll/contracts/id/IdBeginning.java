package dev.plimsoll.contracts.id;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A range of the ids with a common beginning, which an index on ids finds.
///
/// @param first as PostgreSQL orders them
public record IdBeginning(UUID first, UUID last) {
  /// The form of an id's beginning, for validation.
  public static final String FORM = "(-?[0-9a-f]){1,32}-?";

  private static final int DIGITS = 32;
  private static final int HEXADECIMAL = 16;
  private static final int HALF = DIGITS / 2;

  /// @param text of [#FORM]; null for all ids. Where dashes stand does not matter
  /// @throws IllegalArgumentException for more digits than an id has, or other characters
  public static IdBeginning of(@Nullable String text) {
    String digits = text == null ? "" : text.replace("-", "");
    if (digits.length() > DIGITS) {
      throw new IllegalArgumentException("an id has 32 hexadecimal digits");
    }
    return new IdBeginning(filled(digits, "0"), filled(digits, "f"));
  }

  private static UUID filled(String digits, String with) {
    String all = digits + with.repeat(DIGITS - digits.length());
    return new UUID(
        Long.parseUnsignedLong(all.substring(0, HALF), HEXADECIMAL),
        Long.parseUnsignedLong(all.substring(HALF), HEXADECIMAL));
  }
}

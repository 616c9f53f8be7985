package dev.plimsoll.contracts.id;

import dev.plimsoll.contracts.bound.OutOfBoundsException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A range of the ids with a common beginning, which an index on ids finds.
///
/// @param first as PostgreSQL orders them
public record IdBeginning(UUID first, UUID last) {
  /// The form of an id's beginning.
  public static final String FORM = "(-?[0-9a-f]){1,32}-?";

  private static final Pattern BEGINNING = Pattern.compile(FORM);
  private static final int DIGITS = 32;
  private static final int HEXADECIMAL = 16;
  private static final int HALF = DIGITS / 2;

  /// @param text of [#FORM]; null for all ids. Where dashes stand does not matter
  /// @throws OutOfBoundsException for any other text
  public static IdBeginning of(@Nullable String text) {
    if (text != null && !BEGINNING.matcher(text).matches()) {
      throw new OutOfBoundsException(
          "an id begins with 1 to 32 hexadecimal digits, in lower case, with or without dashes");
    }
    String digits = text == null ? "" : text.replace("-", "");
    return new IdBeginning(filled(digits, "0"), filled(digits, "f"));
  }

  private static UUID filled(String digits, String with) {
    String all = digits + with.repeat(DIGITS - digits.length());
    return new UUID(
        Long.parseUnsignedLong(all.substring(0, HALF), HEXADECIMAL),
        Long.parseUnsignedLong(all.substring(HALF), HEXADECIMAL));
  }
}

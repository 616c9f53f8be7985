package dev.plimsoll.planning.sizing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Width of pgvector's values.
///
/// @param bytes of a value as stored, with its header
public record VectorWidth(int dimensions, int bytes) {
  private static final int HEADER = 8;

  // By format_type, with a schema where pgvector is in none of the path.
  private static final Pattern TYPE =
      Pattern.compile("(?:.*\\.)?(vector|halfvec|bit)\\((\\d{1,5})\\)");

  /// Empty where the type does not say its dimensions.
  ///
  /// @param type as `format_type` writes it
  static Optional<VectorWidth> of(String type) {
    Matcher matcher = TYPE.matcher(type);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int dimensions = Integer.parseInt(matcher.group(2));
    int bytes =
        switch (matcher.group(1)) {
          case "vector" -> 4 * dimensions;
          case "halfvec" -> 2 * dimensions;
          default -> Math.ceilDiv(dimensions, 8);
        };
    return Optional.of(new VectorWidth(dimensions, HEADER + bytes));
  }

  /// Of a `vector` with so many bytes.
  static VectorWidth guessed(int bytes) {
    return new VectorWidth(Math.max(1, (bytes - HEADER) / Float.BYTES), bytes);
  }
}

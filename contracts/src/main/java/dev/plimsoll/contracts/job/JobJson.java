package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.message.Json;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON that users bring along: payloads, outputs and values.
final class JobJson {
  private static final int LONGEST_OBJECT = 64 * 1_024;
  private static final int LONGEST_VALUE = 16 * 1_024;

  private JobJson() {}

  /// An object of at most 65,536 characters.
  ///
  /// @throws OutOfBoundsException naming the field
  static Map<String, Object> object(String field, @Nullable Map<String, Object> parts) {
    Map<String, Object> copy = copy(parts);
    check(field, copy, LONGEST_OBJECT);
    return copy;
  }

  /// Values of at most 16,384 characters each.
  ///
  /// @throws OutOfBoundsException naming the field and the value's name
  static Map<String, Object> values(String field, @Nullable Map<String, Object> values) {
    Map<String, Object> copy = copy(values);
    copy.forEach(
        (name, value) -> {
          if (name.isBlank() || name.length() > 200) {
            throw new OutOfBoundsException(field + " has a name without 1 to 200 characters");
          }
          check(field, Map.of(name, value == null ? "" : value), LONGEST_VALUE);
        });
    return copy;
  }

  private static Map<String, Object> copy(@Nullable Map<String, Object> parts) {
    return parts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  private static void check(String field, Map<String, Object> parts, int longest) {
    if (Json.write(parts).length() > longest) {
      throw new OutOfBoundsException(
          "%s must have at most %d characters as JSON".formatted(field, longest));
    }
    if (holdsNul(parts)) {
      throw new OutOfBoundsException(field + " must not hold the character NUL");
    }
  }

  /// PostgreSQL cannot hold it.
  private static boolean holdsNul(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case String text -> text.indexOf(0) >= 0;
      case Collection<?> elements -> elements.stream().anyMatch(JobJson::holdsNul);
      case Map<?, ?> parts ->
          parts.keySet().stream().anyMatch(JobJson::holdsNul)
              || parts.values().stream().anyMatch(JobJson::holdsNul);
      default -> false;
    };
  }
}

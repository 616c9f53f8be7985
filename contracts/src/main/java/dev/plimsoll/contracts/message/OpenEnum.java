package dev.plimsoll.contracts.message;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An enum value of an answer, open to values that a later version adds: such a value is carried
/// and shown as it came.
///
/// @param <E> what this version knows
@JsonDeserialize(using = OpenEnumReader.class)
public final class OpenEnum<E extends Enum<E>> {
  private static final Map<Enum<?>, String> TEXTS = new ConcurrentHashMap<>();

  private final String text;
  private final @Nullable E known;

  private OpenEnum(String text, @Nullable E known) {
    this.text = text;
    this.known = known;
  }

  public static <E extends Enum<E>> OpenEnum<E> of(E known) {
    return new OpenEnum<>(text(known), known);
  }

  /// @param text as in JSON
  public static <E extends Enum<E>> OpenEnum<E> of(String text, Class<E> type) {
    for (E known : type.getEnumConstants()) {
      if (text(known).equals(text)) {
        return new OpenEnum<>(text, known);
      }
    }
    return new OpenEnum<>(text, null);
  }

  /// As JSON has it, which an enum may say itself.
  private static String text(Enum<?> known) {
    return TEXTS.computeIfAbsent(known, word -> Json.MAPPER.convertValue(word, String.class));
  }

  /// Null where this version does not know it; so are the accessors of answers that return one.
  public @Nullable E known() {
    return known;
  }

  @Override
  @JsonValue
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OpenEnum<?> that
        && text.equals(that.text)
        && Objects.equals(known, that.known);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}

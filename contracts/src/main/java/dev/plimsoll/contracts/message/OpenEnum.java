package dev.plimsoll.contracts.message;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An enum value of an answer, open to values of later versions: such a value is kept as its text.
///
/// @param <E> the values of this version
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

  public static <E extends Enum<E>> OpenEnum<E> of(String text, Class<E> type) {
    for (E known : type.getEnumConstants()) {
      if (text(known).equals(text)) {
        return new OpenEnum<>(text, known);
      }
    }
    return new OpenEnum<>(text, null);
  }

  private static String text(Enum<?> known) {
    return TEXTS.computeIfAbsent(known, word -> Json.MAPPER.convertValue(word, String.class));
  }

  /// Null where this version does not know it.
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

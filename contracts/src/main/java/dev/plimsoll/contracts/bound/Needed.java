package dev.plimsoll.contracts.bound;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A required part of a request. Nullable parts, collections that may be empty and parts left out
/// at their default are optional. A number is required where 0, its default, is out of bounds.
public final class Needed {
  private Needed() {}

  /// Names of the required parts, as in JSON, in the record's order.
  public static List<String> of(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .filter(Needed::isNeeded)
        .map(Needed::name)
        .toList();
  }

  public static String name(RecordComponent part) {
    JsonProperty said = part.getAccessor().getAnnotation(JsonProperty.class);
    return said == null || said.value().isEmpty() ? part.getName() : said.value();
  }

  public static boolean isNullable(RecordComponent part) {
    return part.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  static boolean isNeeded(RecordComponent part) {
    JsonProperty said = part.getAccessor().getAnnotation(JsonProperty.class);
    if (said != null && said.required()) {
      return true;
    }
    JsonInclude written = part.getAccessor().getAnnotation(JsonInclude.class);
    if (written != null && written.value() != JsonInclude.Include.ALWAYS) {
      return false;
    }
    AnnotatedType type = part.getAnnotatedType();
    Within within = type.getAnnotation(Within.class);
    boolean withinAtNothing =
        within == null
            ? part.getType().isPrimitive()
            : within.value().least() <= 0
                && !part.getType().getPackageName().equals("java.time"); // there is no empty time
    return !isNullable(part) && !withinAtNothing;
  }
}

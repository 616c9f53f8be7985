package dev.plimsoll.contracts.bound;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a request that has to be given. What may be null need not be, nor what may be empty:
/// absent, it is; nor what is left out where it is the usual. A number has to be where 0, which it
/// would be read as, is out of its bound.
public final class Needed {
  private Needed() {}

  /// Names of what has to be given, as JSON has them, in the record's order.
  public static List<String> of(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .filter(Needed::isNeeded)
        .map(Needed::name)
        .toList();
  }

  /// A part's name in JSON.
  public static String name(RecordComponent part) {
    JsonProperty said = part.getAccessor().getAnnotation(JsonProperty.class);
    return said == null || said.value().isEmpty() ? part.getName() : said.value();
  }

  /// Whether a part may be null.
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
            : within.value().least() <= 0 && !isTime(part.getType());
    return !isNullable(part) && !withinAtNothing;
  }

  /// Of which there is no empty one.
  private static boolean isTime(Class<?> type) {
    return type.getPackageName().equals("java.time");
  }
}

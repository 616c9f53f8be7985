package dev.plimsoll.contracts.bound;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A check of requests where they arrive: every part against its [Within] bound, in nested records
/// too, and every [Needed] part for its presence.
public final class Bounds {
  private static final Map<Class<?>, List<Part>> PARTS = new ConcurrentHashMap<>();

  private Bounds() {}

  /// @throws OutOfBoundsException naming the field, and the bound or that it is missing
  public static void check(Record request) {
    check("", request, Instant.now());
  }

  /// A value that arrives by itself, such as a parameter.
  ///
  /// @param type of the declaration, with its bound
  /// @throws OutOfBoundsException naming the field and the bound
  public static void check(String field, AnnotatedType type, @Nullable Object value) {
    check(field, type, value, Instant.now());
  }

  private static void check(String prefix, Record request, Instant now) {
    for (Part part : PARTS.computeIfAbsent(request.getClass(), Bounds::parts)) {
      Object value = part.of(request);
      if (value == null && part.needed()) {
        throw new OutOfBoundsException(prefix + part.name() + " must be given");
      }
      check(prefix + part.name(), part.type(), value, now);
    }
  }

  private static void check(String field, AnnotatedType type, @Nullable Object value, Instant now) {
    Within within = type.getAnnotation(Within.class);
    if (value instanceof Record record) {
      check(field + ".", record, now);
    } else if (value != null && within != null && !(within.orNone() && isNone(value))) {
      check(within.value(), field, value, now);
    }
    if (value instanceof Collection<?> elements) {
      AnnotatedType of = elementType(type);
      int i = 0;
      for (Object element : elements) {
        String name = field + "[" + i++ + "]";
        if (element == null) {
          throw new OutOfBoundsException(name + " must not be null");
        }
        check(name, of, element, now);
      }
    }
  }

  private static List<Part> parts(Class<?> record) {
    return Arrays.stream(record.getRecordComponents()).map(Part::of).toList();
  }

  private static boolean isNone(Object value) {
    return value instanceof Number number && number.longValue() == -1;
  }

  private static void check(Bound bound, String field, Object value, Instant now) {
    switch (value) {
      case String text -> bound.check(field, text);
      case Double number -> bound.check(field, number.doubleValue());
      case Number number -> bound.check(field, number.longValue());
      case Duration time -> bound.check(field, time);
      case Instant time -> bound.check(field, time, now);
      case Collection<?> elements -> bound.check(field, elements);
      case Map<?, ?> entries -> bound.check(field, entries.keySet());
      default -> throw new IllegalStateException("nothing bounds a " + value.getClass());
    }
  }

  static AnnotatedType elementType(AnnotatedType collection) {
    return ((AnnotatedParameterizedType) collection).getAnnotatedActualTypeArguments()[0];
  }

  static Class<?> raw(AnnotatedType type) {
    Type plain = type.getType();
    return (Class<?>) (plain instanceof ParameterizedType some ? some.getRawType() : plain);
  }

  private record Part(String name, Method accessor, AnnotatedType type, boolean needed) {
    static Part of(RecordComponent component) {
      return new Part(
          component.getName(),
          Objects.requireNonNull(component.getAccessor()),
          component.getAnnotatedType(),
          Needed.isNeeded(component));
    }

    @Nullable Object of(Record request) {
      try {
        return accessor.invoke(request);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(accessor + " cannot be called", e);
      }
    }
  }
}

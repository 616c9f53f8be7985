package dev.plimsoll.http.bound;

import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.bound.Within;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Check of every request's parameters: each against its [Within] bound, and a body that is not
/// nullable for its presence.
@Bounded
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
public class BoundedParameters {
  private static final Map<Method, List<Part>> PARTS = new ConcurrentHashMap<>();

  /// @throws OutOfBoundsException naming the parameter
  @AroundInvoke
  @Nullable Object check(InvocationContext call) throws Exception {
    Object[] values = call.getParameters();
    for (Part part : PARTS.computeIfAbsent(call.getMethod(), BoundedParameters::parts)) {
      part.check(values[part.position()]);
    }
    return call.proceed();
  }

  private static List<Part> parts(Method method) {
    List<Part> parts = new ArrayList<>();
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      AnnotatedType type = parameters[i].getAnnotatedType();
      String name = name(parameters[i]);
      if (name == null
          ? Record.class.isAssignableFrom(parameters[i].getType())
          : type.isAnnotationPresent(Within.class)) {
        parts.add(new Part(i, name, type));
      }
    }
    return parts;
  }

  /// As requests have it; null for a body.
  private static @Nullable String name(Parameter parameter) {
    if (parameter.getAnnotation(QueryParam.class) instanceof QueryParam query) {
      return query.value();
    }
    if (parameter.getAnnotation(HeaderParam.class) instanceof HeaderParam header) {
      return header.value();
    }
    return parameter.getAnnotation(PathParam.class) instanceof PathParam path ? path.value() : null;
  }

  /// @param name null for a body, whose own parts [BoundedBodies] has checked
  private record Part(int position, @Nullable String name, AnnotatedType type) {
    void check(@Nullable Object value) {
      if (name != null) {
        Bounds.check(name, type, value);
      } else if (value == null && !type.isAnnotationPresent(Nullable.class)) {
        throw new OutOfBoundsException("the body must be given");
      }
    }
  }
}

package dev.plimsoll.planner.listing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conditions of a list's query, joined by AND. Not thread-safe.
public final class Conditions {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();

  /// Adds a condition, unless its value is null.
  ///
  /// @param condition HQL with the parameter `name`
  public Conditions add(String condition, String name, @Nullable Object value) {
    return value == null ? this : add(condition, Map.of(name, value));
  }

  /// @param condition HQL with these parameters
  public Conditions add(String condition, Map<String, ?> parameters) {
    conditions.add("(" + condition + ")");
    values.putAll(parameters);
    return this;
  }

  /// @param order HQL that orders all rows
  public String query(String order) {
    return (String.join(" and ", conditions) + " order by " + order).strip();
  }

  public Map<String, Object> values() {
    return values;
  }
}

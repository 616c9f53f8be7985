package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Names and ids that answers have told, so that later requests ask for what is there. Safe for use
/// by many threads.
final class Memory {
  private static final int MOST = 40;

  /// Which fields of answers a parameter or field may be.
  private static final Map<String, List<String>> KIN =
      Map.of(
          "id", List.of("id", "extractId", "loadId"),
          "extract", List.of("id", "extractId"),
          "name", List.of("name"),
          "source", List.of("name"),
          "target", List.of("name"),
          "database", List.of("name"),
          "topic", List.of("topic"),
          "hash", List.of("hash"),
          "schema", List.of("schema"),
          "table", List.of("name"));

  private final Map<String, List<String>> told = new ConcurrentHashMap<>();

  void learn(JsonNode answer) {
    answer
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isTextual() || value.isIntegralNumber()) {
                List<String> values =
                    told.computeIfAbsent(field.getKey(), key -> new CopyOnWriteArrayList<>());
                if (values.size() < MOST && !values.contains(value.asText())) {
                  values.add(value.asText());
                }
              }
            });
    answer.forEach(this::learn);
  }

  @Nullable String any(String field, Random random) {
    List<String> kin = KIN.getOrDefault(field, List.of());
    if (kin.isEmpty()) {
      return null;
    }
    List<String> values = told.getOrDefault(kin.get(random.nextInt(kin.size())), List.of());
    return values.isEmpty() ? null : values.get(random.nextInt(values.size()));
  }
}

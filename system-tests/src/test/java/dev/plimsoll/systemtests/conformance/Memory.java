package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Names and ids that answers have told, each by the collection that it is of, so that later
/// requests ask for what is there. Safe for use by many threads.
final class Memory {
  private static final int MOST = 40;
  private static final int SEGMENTS = 4; // of "/api/v1/extracts", with the empty one before it

  /// What a field names that is not of its own collection.
  private static final Map<String, Key> ELSEWHERE =
      Map.of(
          "source", new Key("/api/v1/databases", "name"),
          "target", new Key("/api/v1/databases", "name"),
          "database", new Key("/api/v1/databases", "name"),
          "extract", new Key("/api/v1/extracts", "id"),
          "topic", new Key("/api/v1/topics", "topic"),
          "consumer", new Key("/api/v1/consumers", "consumer"),
          "hash", new Key("/api/v1/plans", "hash"));

  /// What a view has the thing itself under.
  private static final Set<String> INSIDE = Set.of("plan", "build", "schedule");

  private record Key(String collection, String field) {}

  private final Map<Key, List<String>> told = new ConcurrentHashMap<>();

  /// The first part of a path: what all below it is about.
  static String collection(String path) {
    String[] segments = path.replaceAll("[?].*", "").split("/");
    return String.join("/", List.of(segments).subList(0, Math.min(SEGMENTS, segments.length)));
  }

  /// @param path that was asked, and answers with one or a list of its collection
  void learn(String path, JsonNode answer) {
    JsonNode items = answer.path("items");
    if (answer.isArray() || items.isArray()) {
      (answer.isArray() ? answer : items).forEach(item -> learn(path, item));
      return;
    }
    answer
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (INSIDE.contains(field.getKey())) {
                learn(path, value);
              }
              if (value.isTextual() || value.isIntegralNumber()) {
                List<String> values = values(new Key(collection(path), field.getKey()));
                if (values.size() < MOST && !values.contains(value.asText())) {
                  values.add(value.asText());
                }
              }
            });
  }

  /// It is there no more.
  void forget(String path, String value) {
    told.forEach(
        (key, values) -> {
          if (key.collection().equals(collection(path))) {
            values.remove(value);
          }
        });
  }

  private List<String> values(Key key) {
    return told.computeIfAbsent(key, _ -> new CopyOnWriteArrayList<>());
  }

  /// One of a path's own collection.
  @Nullable String any(String path, String field, Random random) {
    Key key = new Key(collection(path), field);
    String own = any(key, random);
    return own == null ? any(field, random) : own;
  }

  /// One that a field names wherever it stands.
  @Nullable String any(String field, Random random) {
    Key key = ELSEWHERE.get(field);
    return key == null ? null : any(key, random);
  }

  private @Nullable String any(Key key, Random random) {
    String[] values = values(key).toArray(new String[0]);
    return values.length == 0 ? null : values[random.nextInt(values.length)];
  }
}

package dev.plimsoll.cli.job.file;

import dev.plimsoll.cli.rules.CreateIndexText;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parts of the jobs that planners run: what is to be built, extracted or loaded. The planner says
/// what it does not know of them; their names are those of its API with hyphens.
final class OrderParts {
  static final Set<String> KINDS = Set.of(JobRequest.BUILD, JobRequest.EXTRACT, JobRequest.LOAD);

  // Entries are names of schemas, and stay as they are.
  private static final String SCHEMAS = "target-schemas";
  private static final Set<String> LISTS = Set.of("tables", "bloom-filters");
  private static final String INDEX = "index";
  private static final String INDEXES = "indexes";

  private OrderParts() {}

  /// @param kind one of [#KINDS]
  static Map<String, Object> payload(String kind, FileNode order) {
    Map<String, Object> payload = new LinkedHashMap<>();
    List<Object> indexes = new ArrayList<>();
    order
        .entries(kind)
        .forEach(
            (name, part) -> {
              if (kind.equals(JobRequest.BUILD) && (name.equals(INDEX) || name.equals(INDEXES))) {
                part.texts(name).forEach(text -> indexes.add(index(part, text)));
              } else {
                payload.put(camel(name), value(name, part));
              }
            });
    if (!indexes.isEmpty()) {
      payload.put(INDEXES, indexes);
    }
    return payload;
  }

  private static Object index(FileNode part, String text) {
    try {
      KeyRule rule =
          CreateIndexText.isOne(text)
              ? CreateIndexText.parse(text, INDEX)
              : RuleText.parse(text, INDEX);
      return Json.read(Json.write(rule), Map.class);
    } catch (PlimsollException e) {
      throw part.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static Object value(String name, FileNode part) {
    if (LISTS.contains(name)) {
      return part.texts(name);
    }
    @Nullable Object value = part.value();
    if (value == null) {
      throw part.wrong(name + " must be given");
    }
    return name.equals(SCHEMAS) ? value : renamed(value);
  }

  private static Object renamed(Object value) {
    return switch (value) {
      case Map<?, ?> parts -> {
        Map<String, Object> renamed = new LinkedHashMap<>();
        parts.forEach((name, part) -> renamed.put(camel(String.valueOf(name)), renamed(part)));
        yield renamed;
      }
      case List<?> elements -> elements.stream().map(OrderParts::renamed).toList();
      default -> value;
    };
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("-")) {
      camel.append(
          camel.isEmpty() || word.isEmpty()
              ? word
              : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return camel.toString();
  }
}

package dev.plimsoll.advice.use;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.use.PlannedUse.Parameter;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Walk through a plan, which gathers what is said of each relation.
final class PlanWalk {
  private static final List<String> CONDITIONS =
      List.of("Filter", "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter");
  private static final Pattern SUFFIX = Pattern.compile("( DESC)?(?: NULLS (FIRST|LAST))?$");

  private final Map<String, GatheredUse> gathered;
  private final Map<Integer, Parameter> parameters = new TreeMap<>();
  private boolean limited;
  private boolean changes;

  /// @param gathered by alias, sorted; partitions of one table share theirs
  PlanWalk(Map<String, GatheredUse> gathered) {
    this.gathered = gathered;
  }

  /// Columns that a node gives to its client: of an Append, which PostgreSQL writes without, those
  /// of its parts. Where a plan has one relation, they are written without its name.
  void output(JsonNode node) {
    if (!node.has("Output") && node.path("Node Type").asText().endsWith("Append")) {
      node.path("Plans").forEach(this::output);
    }
    needed(node.path("Output"));
    if (gathered.size() == 1) {
      gathered
          .values()
          .forEach(
              only ->
                  node.path("Output")
                      .forEach(text -> only.needed.addAll(Condition.plainNames(text.asText()))));
    }
  }

  void node(JsonNode node, String parent) {
    String type = node.path("Node Type").asText();
    limited |= type.equals("Limit");
    changes |= type.equals("ModifyTable");
    if (type.equals("LockRows")) {
      locked(node.path("Output"));
    }
    boolean aggregate = type.contains("Aggregate") || type.equals("Group");
    String scanned = node.has("Relation Name") ? node.path("Alias").asText() : "";
    for (String name : CONDITIONS) {
      if (node.has(name)) {
        String text = node.path(name).asText();
        needed(text);
        if (!aggregate) {
          new PlanConditions(gathered, parameters, scanned).read(Condition.parse(text));
        }
      }
    }
    if (aggregate || node.path("Parent Relationship").asText().contains("Plan")) {
      output(node);
    }
    node.path("Sort Key").forEach(key -> needed(key.asText()));
    node.path("Group Key").forEach(key -> needed(key.asText()));
    if (type.equals("Sort") && !parent.contains("Aggregate")) {
      sorted(node.path("Sort Key"));
    }
    grouped(node.path("Group Key"));
    node.path("Plans").forEach(child -> node(child, type));
  }

  /// Rows are locked by their places, which a plan of one table gives without its name.
  private void locked(JsonNode output) {
    output.forEach(
        text -> {
          if (gathered.size() == 1 && text.asText().equals("ctid")) {
            gathered.values().forEach(only -> only.needed.add("ctid"));
          }
        });
    needed(output);
  }

  private void needed(JsonNode texts) {
    texts.forEach(text -> needed(text.asText()));
  }

  private void needed(String text) {
    for (Condition.Reference reference : Condition.references(text)) {
      GatheredUse use = gathered.get(reference.alias());
      if (use != null) {
        use.needed.add(reference.column());
      }
    }
  }

  private void sorted(JsonNode keys) {
    List<PlannedUse.SortColumn> sort = new ArrayList<>();
    @Nullable String alias = null;
    for (JsonNode key : keys) {
      String text = key.asText();
      Condition.Reference reference = Condition.reference(SUFFIX.matcher(text).replaceFirst(""));
      boolean another = reference != null && alias != null && !reference.alias().equals(alias);
      if (reference == null || !gathered.containsKey(reference.alias()) || another) {
        break;
      }
      alias = reference.alias();
      sort.add(new PlannedUse.SortColumn(reference.column(), order(text)));
    }
    if (alias == null) {
      return;
    }
    GatheredUse sorted = Objects.requireNonNull(gathered.get(alias));
    if (sorted.sort.isEmpty()) {
      sorted.sort.addAll(sort);
    }
    for (GatheredUse other : gathered.values()) {
      other.ordersOther |= other != sorted;
    }
  }

  private static Order order(String key) {
    boolean descending = key.contains(" DESC");
    if (key.endsWith("NULLS FIRST")) {
      return descending ? Order.DESC : Order.ASC_NULLS_FIRST;
    }
    return descending ? key.endsWith("NULLS LAST") ? Order.DESC_NULLS_LAST : Order.DESC : Order.ASC;
  }

  private void grouped(JsonNode keys) {
    for (JsonNode key : keys) {
      Condition.Reference reference = Condition.reference(key.asText());
      GatheredUse use = reference == null ? null : gathered.get(reference.alias());
      if (reference != null && use != null && !use.grouped.contains(reference.column())) {
        use.grouped.add(reference.column());
      }
    }
  }

  PlannedUse use() {
    return new PlannedUse(
        gathered.values().stream().distinct().map(use -> use.use(changes)).toList(),
        parameters,
        limited);
  }
}

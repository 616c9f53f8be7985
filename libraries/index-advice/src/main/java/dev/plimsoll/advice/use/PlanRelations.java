package dev.plimsoll.advice.use;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Relations of a plan by their aliases.
///
/// Partitions of one table that are scanned together are one relation: PostgreSQL numbers their
/// aliases behind the table's (`o_1`, `o_2`), and writes what joins or sorts them all with the
/// table's own. A table that is named twice without aliases of its own is taken for one use of it.
final class PlanRelations {
  private static final Pattern NUMBER = Pattern.compile("_\\d+$");
  private static final Set<String> OF_PARTITIONS = Set.of("Append", "Merge Append", "ModifyTable");

  private final UnaryOperator<QualifiedName> used;
  private final Map<String, GatheredUse> byAlias = new TreeMap<>();
  private final Map<Relation, GatheredUse> byRelation = new HashMap<>();

  private record Relation(QualifiedName table, String alias) {}

  private PlanRelations(UnaryOperator<QualifiedName> used) {
    this.used = used;
  }

  /// @param used the table that counts as used where another is scanned
  static Map<String, GatheredUse> of(JsonNode root, UnaryOperator<QualifiedName> used) {
    PlanRelations relations = new PlanRelations(used);
    relations.add(root, false);
    relations.byRelation.forEach(
        (relation, use) -> relations.byAlias.putIfAbsent(relation.alias(), use));
    return relations.byAlias;
  }

  private void add(JsonNode node, boolean together) {
    if (node.has("Relation Name") && node.has("Schema")) {
      String alias = node.path("Alias").asText();
      QualifiedName scanned =
          new QualifiedName(node.path("Schema").asText(), node.path("Relation Name").asText());
      QualifiedName table = used.apply(scanned);
      String whole =
          together && !table.equals(scanned) ? NUMBER.matcher(alias).replaceFirst("") : alias;
      byAlias.put(
          alias,
          byRelation.computeIfAbsent(new Relation(table, whole), _ -> new GatheredUse(table)));
    }
    boolean below = together || OF_PARTITIONS.contains(node.path("Node Type").asText());
    node.path("Plans").forEach(child -> add(child, below));
  }
}

package dev.plimsoll.advice.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What GIN indexes save of a plan, by a model, since HypoPG knows none: a scan whose filter
/// asks for the column by containment or a pattern finds its rows through the index, and reads
/// each one's page to look at it again.
final class InvertedScans {
  private static final double START = 20;
  private static final double ROW = 1.2;
  // A pattern's trigrams are found in rows that do not match it, too.
  private static final double LOOKED_AT_AGAIN = 3;

  private final PartitionTree tree;
  private double saved;
  private final Set<Candidate> used = new HashSet<>();

  private InvertedScans(PartitionTree tree) {
    this.tree = tree;
  }

  static InvertedScans of(JsonNode plan, Collection<Candidate> indexes, PartitionTree tree) {
    InvertedScans scans = new InvertedScans(tree);
    for (Candidate index : indexes) {
      if (index.definition().method().equals("gin")) {
        scans.add(plan, index, 1);
      }
    }
    return scans;
  }

  double saved() {
    return saved;
  }

  Set<Candidate> used() {
    return used;
  }

  private void add(JsonNode node, Candidate index, double times) {
    boolean here =
        node.path("Node Type").asText().endsWith("Seq Scan")
            && tree.leaves(index.table()).stream().anyMatch(table -> isOf(node, table));
    if (here && asks(node.path("Filter").asText(), index.definition().columns().getFirst())) {
      double rows = Math.max(1, node.path("Plan Rows").asDouble());
      double with = START + rows * ROW * LOOKED_AT_AGAIN;
      double scan = node.path("Total Cost").asDouble();
      if (with < scan) {
        saved += (scan - with) * times;
        used.add(index);
      }
    }
    JsonNode children = node.path("Plans");
    boolean nested = node.path("Node Type").asText().equals("Nested Loop");
    double outer = children.path(0).path("Plan Rows").asDouble();
    for (int i = 0; i < children.size(); i++) {
      add(children.path(i), index, nested && i == 1 ? times * Math.max(1, outer) : times);
    }
  }

  private static boolean isOf(JsonNode node, QualifiedName table) {
    return node.path("Relation Name").asText().equals(table.name())
        && (!node.has("Schema") || node.path("Schema").asText().equals(table.schema()));
  }

  private static boolean asks(String filter, String column) {
    String name = Pattern.quote(Identifiers.quote(column)) + "|" + Pattern.quote(column);
    return Pattern.compile(
            "(?:%s)\\)?(?:::\\w+)? (?:~~\\*?|~\\*?|@>|&&|\\?[|&]?|@@|@\\?) ".formatted(name))
        .matcher(filter)
        .find();
  }
}

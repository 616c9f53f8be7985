package dev.plimsoll.advice.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Walk through a verbose plan that finds its scans of tables, how often each is run, and what it
/// costs that no scan shows: partitions that the executor would leave out count in the planner's
/// total.
final class ScanWalk {
  private static final Set<String> PASSING = Set.of("Hash", "Append", "Merge Append");

  final List<Found> found = new ArrayList<>();
  double removed;

  /// @param cost of one run
  /// @param times it is run
  /// @param probes of its join: rows of the other side; 1 without a join
  record Found(QualifiedName table, double cost, double times, double probes) {}

  void add(JsonNode node, double times, double probes) {
    String type = node.path("Node Type").asText();
    if (node.has("Relation Name") && type.endsWith("Scan")) {
      QualifiedName table =
          new QualifiedName(node.path("Schema").asText(), node.path("Relation Name").asText());
      found.add(new Found(table, node.path("Total Cost").asDouble(), times, probes));
    }
    JsonNode children = node.path("Plans");
    removed += removed(node, children) * times;
    boolean nested = type.equals("Nested Loop");
    boolean joins = node.has("Hash Cond") || node.has("Merge Cond") || nested;
    double outer = children.path(0).path("Plan Rows").asDouble();
    for (int i = 0; i < children.size(); i++) {
      JsonNode child = children.path(i);
      double others = children.path(1 - Math.min(1, i)).path("Plan Rows").asDouble();
      boolean inner = nested && i == 1;
      // A hash keeps its child, and partitions stand for their table: what these are joined with.
      double itsProbes = PASSING.contains(type) ? probes : joins ? others : 1;
      add(
          child,
          (inner ? times * Math.max(1, outer) : times) * readShare(node, child),
          Math.max(1, inner ? 1 : itsProbes));
    }
  }

  private static double removed(JsonNode node, JsonNode children) {
    if (node.path("Subplans Removed").asInt() == 0) {
      return 0;
    }
    double left = 0;
    for (JsonNode child : children) {
      left += child.path("Total Cost").asDouble();
    }
    return Math.max(0, node.path("Total Cost").asDouble() - left);
  }

  /// Share of its child that a LIMIT comes to read, by the plan's own costs.
  private static double readShare(JsonNode node, JsonNode child) {
    double whole = child.path("Total Cost").asDouble();
    return node.path("Node Type").asText().equals("Limit") && whole > 0
        ? Math.min(1, node.path("Total Cost").asDouble() / whole)
        : 1;
  }
}

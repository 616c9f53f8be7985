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

  /// @param cost of one run, as far as a LIMIT above lets it come
  /// @param times it is run
  /// @param probes of its join: rows of the other side; 1 without a join
  /// @param rows that pass its conditions in one run
  /// @param given values by the outer side of a nested loop: conditions on these count for the rows
  /// @param first share of the rows that a LIMIT above it asks for, 1 without one
  record Found(
      QualifiedName table,
      double cost,
      double times,
      double probes,
      double rows,
      boolean given,
      double first) {}

  /// @param root of the plan
  void add(JsonNode root) {
    add(root, 1, 1, new Run(1, false, 1, 1));
  }

  /// How a part of a plan is run.
  ///
  /// @param processes that share its rows, as [#processes] counts them
  /// @param given values by the outer side of a nested loop
  /// @param first share of its rows that are asked for, once it gives them one by one
  /// @param read share of its costs that it comes to
  private record Run(double processes, boolean given, double first, double read) {}

  private void add(JsonNode node, double times, double probes, Run run) {
    String type = node.path("Node Type").asText();
    if (node.has("Relation Name") && type.endsWith("Scan")) {
      QualifiedName table =
          new QualifiedName(node.path("Schema").asText(), node.path("Relation Name").asText());
      double shared = node.path("Parallel Aware").asBoolean() ? run.processes() : 1;
      double rows = node.path("Plan Rows").asDouble() * shared;
      found.add(
          new Found(
              table,
              node.path("Total Cost").asDouble() * run.read(),
              times,
              probes,
              rows,
              run.given(),
              run.first()));
    }
    double processes = node.has("Workers Planned") ? processes(node) : run.processes();
    JsonNode children = node.path("Plans");
    removed += removed(node, children) * times * run.read();
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
          inner ? times * Math.max(1, outer) : times,
          Math.max(1, inner ? 1 : itsProbes),
          new Run(
              processes,
              run.given() || inner,
              isWhole(node) ? 1 : run.first() * firstShare(node, child),
              run.read() * readShare(node, child)));
    }
  }

  /// Whether it reads all rows before it gives one, whatever their order.
  private static boolean isWhole(JsonNode node) {
    return switch (node.path("Node Type").asText()) {
      case "Aggregate" -> !node.path("Strategy").asText().equals("Sorted");
      case "Hash", "SetOp" -> true;
      default -> false;
    };
  }

  /// Share of its child's rows that a LIMIT gives; all of them where the child has no more.
  private static double firstShare(JsonNode node, JsonNode child) {
    double rows = child.path("Plan Rows").asDouble();
    return node.path("Node Type").asText().equals("Limit") && rows > 0
        ? Math.min(1, node.path("Plan Rows").asDouble() / rows)
        : 1;
  }

  /// By how many PostgreSQL divides a parallel scan's rows: the leader scans less the more workers
  /// it collects from (costsize.c, get_parallel_divisor).
  private static double processes(JsonNode gather) {
    int workers = gather.path("Workers Planned").asInt();
    return workers + Math.max(0, 1 - 0.3 * workers);
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

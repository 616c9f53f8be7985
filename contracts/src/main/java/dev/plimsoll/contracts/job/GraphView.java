package dev.plimsoll.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.util.List;

/// `GET /api/v1/workflows/{id}/graph` of the planner: jobs and what waits for what.
///
/// @param total jobs of the workflow; more than there are nodes where the graph was cut
/// @param edges between these nodes
public record GraphView(long workflow, String name, int total, List<Node> nodes, List<Edge> edges) {
  public GraphView {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /// @param layer from 0: longest way from a job that waits for nothing, of the jobs drawn
  public record Node(
      long id, String name, @JsonProperty("state") OpenEnum<JobView.State> rawState, int layer) {}

  /// @param from the one that is waited for
  public record Edge(long from, long to) {}

  /// The graph in Graphviz' language.
  public String dot() {
    StringBuilder text =
        new StringBuilder("digraph ").append(quoted(name)).append(" {\n  rankdir=LR;\n");
    for (Node node : nodes) {
      text.append(
          "  %d [label=%s, shape=box, tooltip=%s];\n"
              .formatted(node.id(), quoted(node.name()), quoted(node.rawState().toString())));
    }
    edges.forEach(edge -> text.append("  %d -> %d;\n".formatted(edge.from(), edge.to())));
    return text.append("}\n").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

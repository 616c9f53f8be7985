package dev.plimsoll.cli.job;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.GraphView.Edge;
import dev.plimsoll.contracts.job.GraphView.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A graph as text: layer by layer, each job with what it waits for.
final class GraphText {
  private static final int MOST_NAMES = 5;

  private GraphText() {}

  static List<String> lines(GraphView graph) {
    Map<Long, String> names =
        graph.nodes().stream().collect(Collectors.toMap(Node::id, Node::name));
    Map<Long, List<String>> before = new HashMap<>();
    for (Edge edge : graph.edges()) {
      before
          .computeIfAbsent(edge.to(), _ -> new ArrayList<>())
          .add(names.getOrDefault(edge.from(), "?"));
    }
    Map<Integer, List<Node>> layers = new TreeMap<>();
    graph.nodes().forEach(n -> layers.computeIfAbsent(n.layer(), _ -> new ArrayList<>()).add(n));
    List<String> lines = new ArrayList<>();
    layers.forEach(
        (layer, nodes) -> {
          lines.add("layer %d".formatted(layer));
          nodes.forEach(n -> lines.add(line(n, before.getOrDefault(n.id(), List.of()))));
        });
    if (graph.total() > graph.nodes().size()) {
      lines.add(
          "… and %s more".formatted(Amounts.count(graph.total() - graph.nodes().size(), "job")));
    }
    return lines;
  }

  private static String line(Node node, List<String> before) {
    String shown = String.join(", ", before.stream().limit(MOST_NAMES).toList());
    String after =
        before.isEmpty()
            ? ""
            : " <- "
                + shown
                + (before.size() > MOST_NAMES
                    ? " and %d more".formatted(before.size() - MOST_NAMES)
                    : "");
    return Printable.line(
        "  %-9s %s%s".formatted(Words.state(node.rawState()), node.name(), after));
  }
}

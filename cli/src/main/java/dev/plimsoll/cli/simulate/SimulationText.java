package dev.plimsoll.cli.simulate;

import dev.plimsoll.cli.plan.Gantt;
import dev.plimsoll.cli.simulate.Simulation.Answer;
import dev.plimsoll.cli.simulate.Simulation.MachineAnswer;
import dev.plimsoll.cli.simulate.Simulation.StrategyAnswer;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A simulation for people.
final class SimulationText {
  private static final int GANTT_WIDTH = 60;

  private SimulationText() {}

  static List<String> lines(Answer answer) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %s, %s"
            .formatted(
                Amounts.count(answer.tables(), "table"),
                Amounts.count(answer.rows(), "row"),
                Amounts.bytes(answer.bytes())));
    for (MachineAnswer machine : answer.machines()) {
      lines.add("");
      machine(answer, machine, lines);
    }
    if (!answer.machines().isEmpty()) {
      lines.add("");
      schedule(answer, answer.machines().getLast(), lines);
    }
    return lines;
  }

  private static void machine(Answer answer, MachineAnswer machine, List<String> lines) {
    lines.add(
        "%s, %s for builds, %s%s: not below %s (%s)"
            .formatted(
                Amounts.count(machine.cores(), "core"),
                Amounts.bytes(machine.memoryBytes()),
                Amounts.count(machine.workers(), "worker"),
                machine.diskBytesPerSecond() == 0
                    ? ""
                    : ", " + machine.diskBytesPerSecond() / 1_000_000 + " MB/s",
                Amounts.millis(machine.lowerBoundMillis()),
                machine.boundBy()));
    boolean window = answer.windowMillis() != null;
    TextTable table = new TextTable().left("STRATEGY").right("TIME", "x BOUND");
    if (window) {
      table.left("FITS");
    }
    for (StrategyAnswer row : machine.strategies()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.name());
      cells.add(Amounts.millis(row.makespanMillis()));
      cells.add(String.format(Locale.ROOT, "%.2f", row.ratio()));
      if (window) {
        cells.add(row.fits() ? "yes" : "no");
      }
      table.row(cells.toArray(String[]::new));
    }
    lines.addAll(table.lines(Integer.MAX_VALUE));
    if (machine.diskDecides()) {
      lines.add("The disk decides: every strategy takes about as long.");
    }
    if (!machine.windowPossible() && answer.windowMillis() != null) {
      lines.add("No strategy could make it in " + Amounts.millis(answer.windowMillis()) + ".");
    }
    machine.strategies().stream()
        .filter(row -> row.name().equals(answer.strategy()))
        .forEach(
            row ->
                row.refused().forEach((name, reason) -> lines.add(name + " left out, " + reason)));
  }

  private static void schedule(Answer answer, MachineAnswer machine, List<String> lines) {
    lines.add(
        answer.strategy() + " on " + Amounts.count(machine.cores(), "core") + ", start to end:");
    List<Gantt.Bar> bars =
        machine.builds().stream()
            .map(
                build ->
                    new Gantt.Bar(
                        build.table().substring(build.table().indexOf('.') + 1),
                        build.startMillis(),
                        build.endMillis()))
            .toList();
    long end = bars.stream().mapToLong(Gantt.Bar::endMillis).max().orElse(0);
    List<String> drawn = Gantt.bars(bars, end, GANTT_WIDTH);
    for (int i = 0; i < drawn.size(); i++) {
      Simulation.Build build = machine.builds().get(i);
      lines.add(
          "%s %s, %s"
              .formatted(
                  drawn.get(i),
                  Amounts.count(build.workers(), "worker"),
                  Amounts.bytes(build.memoryBytes())));
    }
  }
}

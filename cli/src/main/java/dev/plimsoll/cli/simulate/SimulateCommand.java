package dev.plimsoll.cli.simulate;

import dev.plimsoll.cli.plan.Gantt;
import dev.plimsoll.cli.simulate.Simulation.Answer;
import dev.plimsoll.cli.simulate.Simulation.Hardware;
import dev.plimsoll.cli.simulate.Simulation.MachineAnswer;
import dev.plimsoll.cli.simulate.Simulation.Question;
import dev.plimsoll.cli.simulate.Simulation.StrategyAnswer;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.TerminalCommand;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.simulation.WhatIf;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.strategy.Strategies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    description = {
      "How long builds would take on a machine you don't have, by each strategy. Reads a file and"
          + " nothing else.",
      "Without --tables-file it takes an example of eleven tables, 9.4 billion rows and 1523 GB."
          + " With --window it exits with 7 where the chosen strategy does not make it."
    },
    footer = {"", "Example:", "  ./plimsoll simulate --cores 8,16 --memory 64GB --window 4h"})
public final class SimulateCommand extends TerminalCommand {
  @Option(
      names = "--cores",
      split = ",",
      defaultValue = "2,4,8,16",
      paramLabel = "N",
      description = "Cores for builds, several machines at once (default: ${DEFAULT-VALUE}).")
  private List<Integer> cores = List.of();

  @Option(
      names = "--memory",
      defaultValue = "64GB",
      description = "Memory for all builds together (default: ${DEFAULT-VALUE}).")
  private String memory = "64GB";

  @Option(names = "--workers", description = "Parallel workers for all builds (default: --cores).")
  private @Nullable Integer workers;

  @Option(
      names = "--disk",
      paramLabel = "MB/s",
      description = "What the disk moves for all builds together (default: not the limit).")
  private @Nullable Integer disk;

  @Option(
      names = "--tables-file",
      paramLabel = "FILE",
      description = "JSON with the tables; docs/how-to/simulate-a-machine.md says what is in it.")
  private @Nullable Path tablesFile;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = Strategies.DEFAULT,
      description = "Whose schedule is drawn (default: ${DEFAULT-VALUE}).")
  private String strategy = Strategies.DEFAULT;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "1",
      description = "Builds at once of the adaptive strategies (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "4",
      description = "Builds at once of the pgcopydb strategy (default: ${DEFAULT-VALUE}).")
  private int jobs;

  @Option(
      names = "--collation",
      paramLabel = "NAME",
      description = "Of every key that is text: C, icu, C.UTF-8 or libc (default: the file's).")
  private @Nullable String collation;

  @Option(
      names = "--window",
      paramLabel = "TIME",
      description = "Time that the builds have, for example 4h or 1h30m.")
  private @Nullable String window;

  @Override
  protected String suffix() {
    return "";
  }

  @Override
  public Integer call() {
    WhatIf whatIf = tablesFile == null ? example() : read(tablesFile);
    Answer answer = Simulation.run(question(whatIf));
    show(answer, () -> lines(answer));
    if (!json()) {
      terminal().next("plimsoll plan --service NAME, for a database of your own");
    }
    return answer.fits() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private Question question(WhatIf whatIf) {
    if (Strategies.named(strategy).isEmpty()) {
      throw PlimsollException.usage(
          "there is no strategy '"
              + strategy
              + "'; there are "
              + String.join(", ", Strategies.names())
              + ", and "
              + Strategies.settings());
    }
    return Usage.checked(
        "",
        () ->
            new Question(
                whatIf,
                new Hardware(
                    cores, Sizes.parse(memory), workers, disk == null ? 0 : disk * 1_000_000L),
                strategy,
                batchSize,
                jobs,
                collation == null ? null : kind(collation),
                window == null ? null : Spans.parse(window)));
  }

  static KeyKind kind(String collation) {
    return switch (collation.toLowerCase(Locale.ROOT)) {
      case "c" -> KeyKind.TEXT_C;
      case "icu" -> KeyKind.TEXT_ICU;
      case "c.utf-8", "c.utf8" -> KeyKind.TEXT_LIBC_C;
      case "libc" -> KeyKind.TEXT_LIBC;
      default ->
          throw PlimsollException.usage(
              "--collation is C, icu, C.UTF-8 or libc, not '" + collation + "'");
    };
  }

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
                Amounts.millis(machine.lowerBound().millis()),
                machine.lowerBound().reason()));
    RowTable<StrategyAnswer> columns =
        new RowTable<StrategyAnswer>()
            .left("STRATEGY", StrategyAnswer::name)
            .right("TIME", row -> Amounts.millis(row.makespanMillis()))
            .right("x BOUND", row -> String.format(Locale.ROOT, "%.2f", row.ratio()));
    if (answer.windowMillis() != null) {
      columns.left("FITS", row -> row.fits() ? "yes" : "no");
    }
    lines.addAll(columns.lines(machine.strategies(), Integer.MAX_VALUE));
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
    List<String> drawn = Gantt.bars(bars, end, 60);
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

  private static WhatIf example() {
    try (InputStream file = WhatIf.class.getResourceAsStream(WhatIf.ELEVEN_TABLES)) {
      if (file == null) {
        throw new IllegalStateException(WhatIf.ELEVEN_TABLES + " is not in the program");
      }
      return Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8), WhatIf.class);
    } catch (IOException e) {
      throw new IllegalStateException(WhatIf.ELEVEN_TABLES + " cannot be read", e);
    }
  }

  private static WhatIf read(Path file) {
    try {
      return Json.read(Files.readString(file), WhatIf.class);
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.USAGE, "the tables in " + file + " cannot be read", e);
    } catch (MalformedMessageException e) {
      throw new PlimsollException(ErrorCode.USAGE, file + ": " + e.getMessage(), e);
    }
  }
}

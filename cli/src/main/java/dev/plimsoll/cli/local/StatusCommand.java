package dev.plimsoll.cli.local;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description =
        "Show what runs: address, uptime, memory of each part, and what is wrong with it.",
    footer = {"", "Example:", "  ./plimsoll status"})
public final class StatusCommand extends LocalCommand {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);

  enum State {
    UP,
    STARTING,
    /// Running for a while, and still not ready.
    NOT_READY,
    /// Died repeatedly; restarted after a pause.
    BACKING_OFF,
    DOWN;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// @param residentBytes resident memory; null where unknown
  /// @param deaths in a row; 0 without a recent one
  /// @param detail what is wrong; null where nothing is
  record PartStatus(
      String name,
      State state,
      @Nullable Long pid,
      @Nullable String address,
      @Nullable Instant startedAt,
      @Nullable Long residentBytes,
      int deaths,
      @Nullable String detail,
      String log) {}

  /// @param supervised whether parts that die are restarted
  /// @param disk message where the data folder's volume is full, else null
  record Answer(
      String data,
      String console,
      String tokenFile,
      boolean supervised,
      @Nullable String disk,
      List<PartStatus> parts) {}

  @Override
  public Integer call() {
    DataHome home = home();
    SystemState state =
        SystemState.read(home)
            .filter(known -> known.anythingRuns() || known.supervising().isPresent())
            .orElseThrow(() -> SystemState.nothingRuns(home));
    List<PartStatus> parts = state.parts().stream().map(part -> status(part, state)).toList();
    boolean supervised = state.supervising().isPresent();
    @Nullable String disk = FailureCause.fullDisk(home.path()).orElse(null);
    show(
        new Answer(
            home.path().toString(),
            state.console(),
            home.tokenFile().toString(),
            supervised,
            disk,
            parts),
        () -> {
          Details lines = Details.of().lines(lines(parts)).line("");
          if (disk != null) {
            lines.line("disk     " + disk);
          }
          return lines.line("console  " + state.console() + "#token=" + home.token()).lines();
        });
    boolean well =
        supervised && disk == null && parts.stream().allMatch(part -> part.state() == State.UP);
    terminal().next(next(well, supervised));
    return well ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private String next(boolean well, boolean supervised) {
    if (well) {
      return plimsoll("logs SERVICE -f");
    }
    return supervised
        ? plimsoll("logs SERVICE")
            + " says more; what is down is started again by itself, at once by "
            + plimsoll("up")
        : "nobody starts again what dies: " + plimsoll("up") + " mends that";
  }

  private static PartStatus status(SystemState.Part part, SystemState state) {
    SystemState.@Nullable Trouble trouble = part.trouble();
    int deaths = trouble == null ? 0 : trouble.deaths();
    if (!part.process().isAlive()) {
      boolean again = trouble != null && trouble.nextStart() != null && deaths > 1;
      return new PartStatus(
          part.name(),
          again ? State.BACKING_OFF : State.DOWN,
          null,
          null,
          null,
          null,
          deaths,
          PartDetail.ofDead(trouble, Instant.now()),
          part.log());
    }
    boolean ready = part.isReady(state.stack());
    boolean young =
        Duration.between(part.process().startedAt(), Instant.now()).compareTo(STARTS_WITHIN) < 0;
    return new PartStatus(
        part.name(),
        ready ? State.UP : young ? State.STARTING : State.NOT_READY,
        part.process().pid(),
        part.isStack() ? stackAddress(state) : "http://127.0.0.1:" + part.port(),
        part.process().startedAt(),
        ProcessMemory.residentBytes(part.process().pid()),
        deaths,
        PartDetail.ofAlive(part, state, ready, Instant.now()),
        part.log());
  }

  private static @Nullable String stackAddress(SystemState state) {
    return state.stack() == null
        ? null
        : "kafka %s, postgres %s:%d, s3 %s"
            .formatted(
                state.stack().kafka().bootstrap(),
                state.stack().postgres().host(),
                state.stack().postgres().port(),
                state.stack().s3().endpoint());
  }

  private static List<String> lines(List<PartStatus> parts) {
    TextTable table =
        new TextTable().left("PART", "STATE").right("PID", "UP FOR", "MEMORY").left("ADDRESS");
    List<String> wrong = new ArrayList<>();
    for (PartStatus part : parts) {
      // One line for each address of the stack.
      String[] addresses = part.address() == null ? new String[] {""} : part.address().split(", ");
      table.row(
          part.name(),
          part.state().value(),
          part.pid() == null ? "" : part.pid().toString(),
          Amounts.between(part.startedAt(), Instant.now()),
          part.residentBytes() == null ? "" : Amounts.bytes(part.residentBytes()),
          addresses[0]);
      for (int i = 1; i < addresses.length; i++) {
        table.row("", "", "", "", "", addresses[i]);
      }
      if (part.detail() != null) {
        wrong.add(part.name() + ": " + Printable.line(part.detail()));
      }
    }
    return Details.of().lines(table.lines(Integer.MAX_VALUE)).paragraph(wrong).lines();
  }
}

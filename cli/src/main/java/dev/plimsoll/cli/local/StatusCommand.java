package dev.plimsoll.cli.local;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.cli.text.TextTable.Align;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll status`.
@Command(name = "status", description = "Show what runs: address, uptime, memory of each part.")
public final class StatusCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final DataOption data = new DataOption();
  @Mixin private final JsonOption json = new JsonOption();

  public StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  enum State {
    UP,
    STARTING,
    DOWN;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param residentBytes memory that the process holds now, absent where the system does not tell
  record PartStatus(
      String name,
      State state,
      @Nullable Long pid,
      @Nullable String address,
      @Nullable Instant startedAt,
      @Nullable Long residentBytes,
      String log) {}

  record Answer(String data, String console, String tokenFile, List<PartStatus> parts) {}

  @Override
  public Integer call() {
    DataHome home = data.home();
    SystemState state =
        SystemState.read(home)
            .filter(known -> known.parts().stream().anyMatch(part -> part.process().isAlive()))
            .orElseThrow(
                () ->
                    new PlimsollException(ErrorCode.NOT_RUNNING, "nothing runs on " + home.path()));
    List<PartStatus> parts = state.parts().stream().map(part -> status(part, state)).toList();
    if (json.asked()) {
      terminal.json(
          new Answer(home.path().toString(), state.console(), home.tokenFile().toString(), parts));
    } else {
      print(parts);
      terminal.data("");
      terminal.data("console  " + state.console() + "#token=" + home.token());
    }
    boolean allUp = parts.stream().allMatch(part -> part.state() == State.UP);
    terminal.next(
        allUp
            ? "./plimsoll logs SERVICE -f" + data.suffix()
            : "./plimsoll logs SERVICE"
                + data.suffix()
                + " says why a part is down; "
                + "./plimsoll down and up start it again");
    return allUp ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static PartStatus status(SystemState.Part part, SystemState state) {
    Optional<ProcessHandle> process = part.process().find();
    if (process.isEmpty()) {
      return new PartStatus(part.name(), State.DOWN, null, null, null, null, part.log());
    }
    boolean isStack = part.port() == 0;
    boolean ready = isStack ? state.stack() != null : Health.isReady(part.port());
    return new PartStatus(
        part.name(),
        ready ? State.UP : State.STARTING,
        part.process().pid(),
        isStack ? stackAddress(state) : "http://127.0.0.1:" + part.port(),
        part.process().startedAt(),
        ProcessMemory.residentBytes(part.process().pid()),
        part.log());
  }

  private static @Nullable String stackAddress(SystemState state) {
    return state.stack() == null
        ? null
        : "kafka %s, postgres %s:%d, s3 %s"
            .formatted(
                state.stack().kafkaBootstrap(),
                state.stack().postgresHost(),
                state.stack().postgresPort(),
                state.stack().s3Endpoint());
  }

  private void print(List<PartStatus> parts) {
    TextTable table =
        new TextTable()
            .column("PART", Align.LEFT)
            .column("STATE", Align.LEFT)
            .column("PID", Align.RIGHT)
            .column("UP FOR", Align.RIGHT)
            .column("MEMORY", Align.RIGHT)
            .column("ADDRESS", Align.LEFT);
    for (PartStatus part : parts) {
      table.row(
          part.name(),
          part.state().value(),
          part.pid() == null ? "" : part.pid().toString(),
          part.startedAt() == null
              ? ""
              : Amounts.duration(Duration.between(part.startedAt(), Instant.now())),
          part.residentBytes() == null ? "" : Amounts.bytes(part.residentBytes()),
          part.address() == null ? "" : part.address());
    }
    table.lines(Integer.MAX_VALUE).forEach(terminal::data);
  }
}

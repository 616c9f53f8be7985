package dev.plimsoll.cli.local;

import dev.plimsoll.cli.local.SystemState.Part;
import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Explains a failed command by the state of the system on this machine: a broken connection may
/// mean a full disk.
public final class LocalTrouble implements IExecutionExceptionHandler {
  /// Failures that a missing part causes.
  private static final Set<ErrorCode> OF_PARTS_AWAY =
      Set.of(
          ErrorCode.NOT_RUNNING,
          ErrorCode.CONNECTION_LOST,
          ErrorCode.DATABASE_UNREACHABLE,
          ErrorCode.KAFKA_UNREACHABLE);

  private final Failures failures;
  private final Map<String, String> environment;

  public LocalTrouble(Failures failures, Map<String, String> environment) {
    this.failures = failures;
    this.environment = environment;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    @Nullable OptionSpec data = command.getCommandSpec().findOption("--data");
    if (data == null
        || !(e instanceof PlimsollException failure)
        || !OF_PARTS_AWAY.contains(failure.code())
        || isElsewhere()) {
      return failures.handleExecutionException(e, command, parsed);
    }
    @Nullable Path folder = data.getValue();
    PlimsollException explained = explain(failure, DataHome.of(folder));
    return failures.report(explained.code(), explained.getMessage());
  }

  private boolean isElsewhere() {
    return environment.keySet().stream().anyMatch(name -> name.matches("PLIMSOLL_[A-Z]+_URL"));
  }

  static PlimsollException explain(PlimsollException failure, DataHome home) {
    Optional<SystemState> state = SystemState.read(home);
    if (state.isEmpty()) {
      return failure;
    }
    Optional<String> disk = FailureCause.fullDisk(home.path());
    if (disk.isPresent()) {
      return new PlimsollException(
          ErrorCode.DISK_FULL, disk.get() + "; so " + failure.getMessage(), failure);
    }
    // The stack first: the others depend on it.
    return state.get().parts().stream()
        .filter(part -> !part.process().isAlive())
        .min(Comparator.comparing((Part part) -> !part.isStack()))
        .map(dead -> new PlimsollException(failure.code(), because(failure, dead), failure))
        .orElse(failure);
  }

  private static String because(PlimsollException failure, Part dead) {
    return "%s; the %s is down: %s"
        .formatted(
            failure.getMessage(), dead.name(), PartDetail.ofDead(dead.trouble(), Instant.now()));
  }
}

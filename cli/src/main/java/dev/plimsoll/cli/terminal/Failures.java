package dev.plimsoll.cli.terminal;

import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reports an exception as one message or one JSON document, and an exit code.
///
/// The stack trace is shown for defects of our own, with `PLIMSOLL_DEBUG` set.
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final Terminal terminal;
  private final boolean json;
  private final boolean debug;
  private volatile boolean muted;

  /// @param json known before the arguments are parsed
  /// @param debug whether defects show their stack trace
  public Failures(Terminal terminal, boolean json, boolean debug) {
    this.terminal = terminal;
    this.json = json;
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof PlimsollException known) {
      return report(known.code(), known.getMessage());
    }
    if (debug) {
      e.printStackTrace(terminal.err());
    }
    return report(
        ErrorCode.INTERNAL,
        e.getClass().getSimpleName()
            + (e.getMessage() == null ? "" : ": " + e.getMessage())
            + (debug ? "" : " (PLIMSOLL_DEBUG=1 shows where)"));
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    int exitCode = report(ErrorCode.USAGE, e.getMessage());
    if (!json) {
      UnmatchedArgumentException.printSuggestions(e, terminal.err());
    }
    return exitCode;
  }

  /// Suppresses further reports, which only follow from the previous one.
  public void mute() {
    muted = true;
  }

  /// Prints a failure and returns its exit code.
  public synchronized int report(ErrorCode code, @Nullable String detail) {
    if (muted) {
      return ExitCode.of(code);
    }
    if (json) {
      terminal.json(Problem.of(code, detail));
    } else {
      terminal.say(
          "plimsoll: " + code.title() + (detail == null ? "" : ": " + Printable.lines(detail)));
      terminal.say("  " + code.fix());
    }
    return ExitCode.of(code);
  }
}

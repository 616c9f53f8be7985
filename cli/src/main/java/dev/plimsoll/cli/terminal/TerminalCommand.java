package dev.plimsoll.cli.terminal;

import dev.plimsoll.cli.text.Printable;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Base of commands that answer with a JSON document with `--json`, and with text without.
public abstract class TerminalCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      description = "Answer with one JSON document on stdout, errors included.")
  private boolean json;

  private PlimsollCommand plimsoll() {
    return (PlimsollCommand) Objects.requireNonNull(spec, "picocli sets it").root().userObject();
  }

  protected final Terminal terminal() {
    return plimsoll().terminal();
  }

  protected final Map<String, String> environment() {
    return plimsoll().environment();
  }

  protected final InputStream input() {
    return plimsoll().input();
  }

  protected final boolean json() {
    return json;
  }

  /// Options of a suggested command, so that it concerns the same system.
  protected abstract String suffix();

  /// A command to type, for the same system; the argument is without `./plimsoll`.
  protected final String plimsoll(String command) {
    return "./plimsoll " + command + suffix();
  }

  /// @param command without `./plimsoll`
  protected final void next(String command) {
    terminal().next(plimsoll(command));
  }

  /// Width of tables in characters.
  protected final int width() {
    return terminal().interactive() ? TerminalSize.width() : Integer.MAX_VALUE;
  }

  protected final void show(Object document, Supplier<List<String>> lines) {
    if (json()) {
      terminal().json(document);
    } else {
      lines.get().forEach(terminal()::data);
    }
  }

  /// Prints an answer and suggests a command; returns the exit code.
  protected final int answer(Object document, Supplier<List<String>> lines, String next) {
    show(document, lines);
    next(next);
    return ExitCode.OK;
  }

  /// As [#answer(Object, Supplier, String)], with one line.
  protected final int answer(Object document, String line, String next) {
    return answer(document, () -> List.of(line), next);
  }

  /// As [#answer(Object, Supplier, String)].
  protected final <T> int answer(T document, Function<T, List<String>> lines, String next) {
    return answer(document, () -> lines.apply(document), next);
  }

  /// As [#answer(Object, Supplier, String)], of a list.
  ///
  /// @param none message for an empty list
  protected final <E> int answer(
      List<E> all, String none, Function<List<E>, List<String>> lines, String next) {
    return answer(all, none, lines, next, _ -> next);
  }

  /// As [#answer(List, String, Function, String)].
  ///
  /// @param nextOfNone suggested for an empty list
  /// @param next suggested for the first element
  protected final <E> int answer(
      List<E> all,
      String none,
      Function<List<E>, List<String>> lines,
      String nextOfNone,
      Function<E, String> next) {
    if (all.isEmpty() && !json()) {
      terminal().say(none);
      next(nextOfNone);
      return ExitCode.OK;
    }
    return answer(all, lines, all.isEmpty() ? nextOfNone : next.apply(all.getFirst()));
  }

  /// Prints what should not be there, a line each.
  ///
  /// @param none line for an empty list
  /// @param nextOfNone suggested for an empty list
  /// @param next suggested for the first element
  /// @return FINDINGS, or OK for an empty list
  protected final <E> int findings(
      List<E> all,
      String none,
      Function<E, String> line,
      String nextOfNone,
      Function<E, String> next) {
    show(
        all,
        () -> all.isEmpty() ? List.of(none) : all.stream().map(line).map(Printable::line).toList());
    next(all.isEmpty() ? nextOfNone : next.apply(all.getFirst()));
    return all.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
  }
}

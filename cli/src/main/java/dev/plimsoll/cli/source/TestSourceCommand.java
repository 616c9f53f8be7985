package dev.plimsoll.cli.source;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Shell;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll source test`.
@Command(
    name = "test",
    description = {
      "Log in to a registered source again and say which of its tables can be read, and why the"
          + " others cannot. Changes nothing there.",
      "Exit 7 where there are tables and none can be read."
    },
    footer = {"", "Example:", "  ./plimsoll source test shop --tables 'shop.*'"})
final class TestSourceCommand extends SyncApiCommand {
  private static final String EVERYTHING = "*.*";

  @Parameters(paramLabel = "NAME", description = "Of the registered source.")
  private String name = "";

  @Option(
      names = "--tables",
      paramLabel = "PATTERN",
      description =
          "Look at these alone: schema.table with * for any run of characters; repeatable.")
  private List<String> patterns = new ArrayList<>();

  /// What is registered, and what an extract would read there.
  record Answer(EndpointRegistration source, List<TableExplanation> tables) {}

  @Override
  protected int run(SyncApi sync) {
    // Registering it as it is registered tries the login, and changes nothing.
    EndpointRegistration source = sync.registered(sync.endpoint(name));
    if (!source.kind().isRead()) {
      return tellTarget(source);
    }
    List<TableExplanation> tables = tables(sync);
    List<TableExplanation> readable = tables.stream().filter(SourceText::isReadable).toList();
    if (json()) {
      terminal().json(new Answer(source, tables));
    } else {
      SourceText.lines(source).forEach(terminal()::data);
      terminal().data("");
      terminal().data("the login works");
      SourceText.readable(tables).forEach(terminal()::data);
    }
    if (readable.isEmpty()) {
      next("source list");
      return tables.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }
    next("extract explain " + name + " " + Shell.word(readable.getFirst().table().toString()));
    return ExitCode.OK;
  }

  // It has no tables to be read.
  private int tellTarget(EndpointRegistration target) {
    if (json()) {
      terminal().json(new Answer(target, List.of()));
    } else {
      SourceText.lines(target).forEach(terminal()::data);
      terminal().data("");
      terminal().data("the login works; it is loaded into, never read from");
    }
    next("load redshift EXTRACT --into " + name);
    return ExitCode.OK;
  }

  private List<TableExplanation> tables(SyncApi sync) {
    List<String> asked = patterns.isEmpty() ? List.of(EVERYTHING) : patterns;
    try {
      return sync.explain(new ExtractRequest(name, asked, null)).tables();
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.TABLE_NOT_FOUND && patterns.isEmpty()) {
        return List.of(); // a target may have no table yet
      }
      throw e;
    }
  }
}

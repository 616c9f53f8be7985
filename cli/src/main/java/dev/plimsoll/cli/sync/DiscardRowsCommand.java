package dev.plimsoll.cli.sync;

import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `extract discard` and `load discard` have in common.
public abstract class DiscardRowsCommand extends SyncApiCommand {
  @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
  private String id = "";

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      required = true,
      description = "Its rows: schema.table; repeatable.")
  private List<String> tables = new ArrayList<>();

  @Mixin private final Confirmation confirmation = new Confirmation();

  protected final String id() {
    return id;
  }

  /// Takes the rows of the tables out of the target, once that is confirmed.
  ///
  /// @param table by its name; throws NOT_FOUND
  /// @param discard takes out those of one table, and gives what has become of all
  /// @param next command to suggest
  protected final int discard(
      Function<String, QualifiedName> table, Function<QualifiedName, Object> discard, String next) {
    // All names before the first of them goes: one may be mistyped.
    List<QualifiedName> named = tables.stream().map(table).toList();
    confirmation.require(terminal(), "the rows of %s go from the target".formatted(named), id);
    List<Object> answers = named.stream().map(discard).toList();
    return answer(
        answers.getLast(),
        () -> named.stream().map(one -> one + ": its rows are gone from the target").toList(),
        next);
  }
}

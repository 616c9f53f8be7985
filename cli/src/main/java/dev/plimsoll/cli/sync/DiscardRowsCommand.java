package dev.plimsoll.cli.sync;

import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  /// Removes the rows of the tables from the target after a confirmation.
  ///
  /// @param table by its name; throws NOT_FOUND
  /// @param discard removes the rows of one table and returns the new state
  protected final int discard(
      Function<String, QualifiedName> table, Function<QualifiedName, Object> discard, String next) {
    // Resolved before the first removal: one name may be mistyped.
    List<QualifiedName> named = tables.stream().map(table).toList();
    confirmation.require(terminal(), "the rows of %s go from the target".formatted(named), id);
    return answer(
        named.stream().map(discard).toList().getLast(),
        () -> named.stream().map(one -> one + ": its rows are gone from the target").toList(),
        next);
  }
}

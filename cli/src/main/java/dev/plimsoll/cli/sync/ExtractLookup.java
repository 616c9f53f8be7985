package dev.plimsoll.cli.sync;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.util.List;

/// Finds extracts by their id or its first characters.
public final class ExtractLookup {
  /// How an id may be given, for the help.
  public static final String ID = "Its id, or the first 4 characters or more.";

  private final SyncApi sync;

  public ExtractLookup(SyncApi sync) {
    this.sync = sync;
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  public ExtractView extract(String text) {
    return Ids.whole(text)
        .map(sync::extract)
        .orElseGet(() -> Ids.only(text, beginningWith(text), "extract"));
  }

  private List<ExtractView> beginningWith(String text) {
    if (!Ids.isBeginning(text)) {
      return List.of();
    }
    return sync.extracts(Ids.normal(text));
  }

  /// A table by its name, as tables show it.
  ///
  /// @param name `schema.table`, as the catalog has it
  /// @throws PlimsollException NOT_FOUND
  public static TableView table(ExtractView extract, String name) {
    return extract.tables().stream()
        .filter(table -> table.table().toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.NOT_FOUND,
                    "extract "
                        + Ids.shortId(extract.id())
                        + " has no table '"
                        + name
                        + "' (it is given as schema.table, without quotes)"));
  }
}

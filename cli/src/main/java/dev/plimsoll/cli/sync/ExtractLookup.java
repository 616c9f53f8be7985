package dev.plimsoll.cli.sync;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.List;
import java.util.Optional;

/// Extracts by their id or prefix.
public final class ExtractLookup {
  /// Help of an id parameter.
  public static final String ID = "Its id, or the first 4 characters or more.";

  private ExtractLookup() {}

  /// @throws PlimsollException NOT_FOUND, also for a load, which it names; USAGE for an ambiguous
  ///     prefix
  public static ExtractView find(SyncApi sync, String text) {
    try {
      return Ids.find(text, "extract", sync::extract, sync::extracts);
    } catch (PlimsollException e) {
      throw e.code().equals(ErrorCode.NOT_FOUND)
          ? load(sync, text)
              .map(
                  load ->
                      PlimsollException.notFound(
                          "'%s' is a load, of extract %s: ./plimsoll load show %s shows it"
                              .formatted(
                                  text, Ids.shortId(load.extract()), Ids.shortId(load.id()))))
              .orElse(e)
          : e;
    }
  }

  private static Optional<LoadView> load(SyncApi sync, String text) {
    try {
      List<LoadView> loads =
          Ids.whole(text)
              .map(id -> List.of(sync.load(id)))
              .orElseGet(() -> Ids.all(text, sync::loads));
      return loads.stream().findFirst();
    } catch (PlimsollException e) {
      return Optional.empty();
    }
  }

  /// @param name `schema.table`, as the catalog has it
  /// @throws PlimsollException NOT_FOUND
  public static TableView table(ExtractView extract, String name) {
    return extract.tables().stream()
        .filter(table -> table.table().toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                PlimsollException.notFound(
                    "extract "
                        + Ids.shortId(extract.id())
                        + " has no table '"
                        + name
                        + "' (it is given as schema.table, without quotes)"));
  }
}

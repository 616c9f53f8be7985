package dev.plimsoll.query.use;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.parser.Parse.Parsed;

/// Reader of parse trees. It asks the catalog once for each place that names a table.
public final class StatementReader {
  private StatementReader() {}

  /// What a statement uses. Without effects, and never an exception because of the statement.
  public static StatementUse read(Parsed statement, KnownTables catalog) {
    JsonNode tree = statement.tree();
    StatementDraft draft = new StatementDraft(catalog);
    new SelectReader(draft).modifications().readAny(tree, null);
    return draft.finished(ModifyReader.kind(tree));
  }
}

package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;

/// Statistics for the queries that will use the index, where there are none of about this table's
/// rows yet. A plain index itself needs none of its own.
public record AnalyzeTable() implements Step {
  @Override
  public String name() {
    return "analyze";
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    return table.analyzed() ? Decision.NOT_NEEDED : Decision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    session.execute("ANALYZE " + Identifiers.quote(session.build().table()));
  }
}

package dev.plimsoll.health;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import java.sql.SQLException;
import java.util.Collection;

/// Facts of tables by which the planner predicts sizes of indexes.
final class TableFactsReader {
  // Statements of CatalogReader, whatever the number of tables.
  private static final int CATALOG_STATEMENTS = 9;

  private TableFactsReader() {}

  /// @throws SQLException what the reader's exception is about, so that it ends one pass alone
  static DatabaseFacts read(HealthSession session, Collection<QualifiedName> tables)
      throws SQLException {
    session.counted(CATALOG_STATEMENTS);
    try {
      return session.within(
          () -> CatalogReader.read(session.connection(), CatalogScope.of(tables)));
    } catch (PlimsollException e) {
      if (e.getCause() instanceof SQLException why) {
        throw why;
      }
      throw e;
    }
  }
}

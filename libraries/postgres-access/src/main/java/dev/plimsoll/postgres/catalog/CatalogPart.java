package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.catalog.DatabaseFacts.JointDistinct;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the catalog says of some tables, read in bulk. Where a table's entries make a query fail,
/// the tables are halved until it stands alone: its trouble is noted, the others are read.
final class CatalogPart {
  private final Connection connection;

  final Map<QualifiedName, TableFacts> tables = new HashMap<>();
  final Map<QualifiedName, List<ColumnFacts>> columns = new HashMap<>();
  final Map<QualifiedName, List<IndexFacts>> indexes = new HashMap<>();
  final List<ForeignKeyFacts> foreignKeys = new ArrayList<>();
  final Map<QualifiedName, List<JointDistinct>> jointDistinct = new HashMap<>();
  final Map<QualifiedName, TableTrouble> troubles = new HashMap<>();

  private CatalogPart(Connection connection) {
    this.connection = connection;
  }

  /// @throws SQLException where the connection broke, or what fails is no table's fault
  static CatalogPart read(Connection connection, CatalogScope scope) throws SQLException {
    CatalogPart part = new CatalogPart(connection);
    Map<QualifiedName, TableTrouble> locked = LockedTables.run(connection, scope);
    if (locked.isEmpty()) {
      part.readOrHalve(scope);
    } else {
      Map<QualifiedName, TableFacts> all = TableQuery.runWithoutLocks(connection, scope);
      locked.keySet().retainAll(all.keySet());
      part.trouble(all, locked);
      List<QualifiedName> others = new ArrayList<>(all.keySet());
      others.removeAll(locked.keySet());
      part.readOrHalve(CatalogScope.of(others));
    }
    return part;
  }

  private void readOrHalve(CatalogScope scope) throws SQLException {
    SQLException failure = attempt(scope);
    if (failure == null) {
      return;
    }
    Map<QualifiedName, TableFacts> of = TableQuery.runWithoutLocks(connection, scope);
    List<QualifiedName> names = of.keySet().stream().sorted().toList();
    if (names.isEmpty()) {
      throw failure;
    }
    if (names.size() == 1) {
      QualifiedName name = names.getFirst();
      trouble(of, Map.of(name, trouble(name, failure)));
      return;
    }
    int half = names.size() / 2;
    readOrHalve(CatalogScope.of(names.subList(0, half)));
    readOrHalve(CatalogScope.of(names.subList(half, names.size())));
  }

  private void trouble(
      Map<QualifiedName, TableFacts> of, Map<QualifiedName, TableTrouble> reasons) {
    reasons.forEach(
        (name, trouble) -> {
          TableFacts table = of.get(name);
          if (table != null) {
            tables.put(name, table);
            troubles.put(name, trouble);
          }
        });
  }

  private TableTrouble trouble(QualifiedName name, SQLException failure) throws SQLException {
    // A lock may have been taken after the others were looked at.
    TableTrouble locked = LockedTables.run(connection, CatalogScope.of(List.of(name))).get(name);
    ErrorCode code = SqlStates.errorCode(failure);
    return locked != null
        ? locked
        : new TableTrouble(
            code == ErrorCode.INTERNAL ? ErrorCode.TABLE_UNREADABLE : code,
            name + " could not be looked at: " + failure.getMessage());
  }

  /// @return null where all was read
  private @Nullable SQLException attempt(CatalogScope scope) throws SQLException {
    Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
    try {
      Map<QualifiedName, TableFacts> read = TableQuery.run(connection, scope);
      Map<QualifiedName, List<ColumnFacts>> readColumns = ColumnQuery.run(connection, scope);
      Map<QualifiedName, List<IndexFacts>> readIndexes = IndexQuery.run(connection, scope);
      List<ForeignKeyFacts> readKeys = ForeignKeyQuery.run(connection, scope);
      jointDistinct.putAll(JointDistinctQuery.run(connection, scope));
      tables.putAll(read);
      columns.putAll(readColumns);
      indexes.putAll(readIndexes);
      foreignKeys.addAll(readKeys);
      return null;
    } catch (SQLException e) {
      if (SqlStates.errorCode(e) == ErrorCode.CONNECTION_LOST) {
        throw e;
      }
      if (before != null) {
        connection.rollback(before);
      }
      return e;
    }
  }
}

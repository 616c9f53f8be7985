package dev.plimsoll.advice.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrialCloneIT {
  @Test
  void aSchemaThatWasThereIsNeitherUsedNorDropped() throws SQLException {
    try (Connection session = Stack.get().createDatabase("trial_clone").connect();
        Statement statement = session.createStatement()) {
      statement.execute(
          "CREATE TABLE t (id int); CREATE SCHEMA kept; CREATE TABLE kept.somebodys (id int)");

      assertThatThrownBy(
              () -> TrialClone.of(session, List.of(new QualifiedName("public", "t")), "kept", 1))
          .isInstanceOf(SQLException.class);

      boolean there =
          Sql.of(session, "SELECT to_regclass('kept.somebodys') IS NOT NULL AS there")
              .one(row -> row.getBoolean("there"));
      assertThat(there).isTrue();
    }
  }
}

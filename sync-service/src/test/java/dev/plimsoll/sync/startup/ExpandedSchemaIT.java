package dev.plimsoll.sync.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.ExpandedSchema;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Every test here runs on a schema that a later version has expanded, and that it may expand at
/// any moment.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ExpandedSchemaIT {
  /// Enough for the driver to prepare a statement in each session that the pool hands out.
  private static final int LOOKS = 40;

  @Inject DataSource own;

  @Test
  void everyTableHasAColumnThatThisVersionDoesNotKnow() throws SQLException {
    try (Connection connection = own.getConnection()) {
      assertThat(ExpandedSchema.tables(connection, "sync"))
          .containsKeys("extract", "extract_table", "batch", "outbox")
          .doesNotContainValue(false);
    }
  }

  /// A prepared `SELECT *` is refused as soon as its table has another column, and its transaction
  /// with it.
  @Test
  void aColumnMayComeAndGoWhileStatementsArePrepared() throws SQLException {
    // given an extract that was looked at again and again
    TestDatabase source = Stack.get().createDatabase("expanded_source");
    TestTables.execute(source, "CREATE TABLE t (a int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    SyncApi.register("expanded-source", source);
    UUID extract = SyncApi.start("expanded-source", List.of("public.t"), null).id();
    SyncApi.awaitTable(extract, "t", TableState.EXTRACTED);
    look(extract);
    try {
      // when a migration adds a column, then nobody who looks notices
      change("ADD COLUMN of_the_version_after_that text");
      look(extract);
    } finally {
      // and as little when it is taken away
      change("DROP COLUMN of_the_version_after_that");
    }
    look(extract);
  }

  private static void look(UUID extract) {
    for (int i = 0; i < LOOKS; i++) {
      assertThat(SyncApi.extract(extract).tables())
          .extracting(ExtractView.TableView::state)
          .containsExactly(TableState.EXTRACTED);
    }
  }

  private void change(String how) throws SQLException {
    try (Connection connection = own.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("extract", "extract_table")) {
        statement.execute("ALTER TABLE %s %s".formatted(table, how));
      }
    }
  }
}

package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.ExpandedSchema;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Every test here runs on a schema that a later version has expanded.
@QuarkusTest
class ExpandedSchemaIT {
  @Inject DataSource own;

  @Test
  void everyTableHasAColumnThatThisVersionDoesNotKnow() throws SQLException {
    try (Connection connection = own.getConnection()) {
      assertThat(ExpandedSchema.tables(connection, "planner"))
          .containsKeys("builds", "plans", "outbox", "load_lines")
          .doesNotContainValue(false);
    }
  }
}

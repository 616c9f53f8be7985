package dev.plimsoll.offsetlog.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.testkit.ExpandedSchema;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/// Every test here runs on a schema that a later version has expanded.
class ExpandedSchemaIT {
  @Test
  void everyTableHasAColumnThatThisVersionDoesNotKnow() throws SQLException {
    try (LogDatabase log = new LogDatabase("expanded", "");
        Connection connection = log.connect()) {
      assertThat(ExpandedSchema.tables(connection, "materializer"))
          .containsKeys("log_partition", "manifest", "segment", "shard")
          .doesNotContainValue(false);
    }
  }
}

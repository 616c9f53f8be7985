package dev.plimsoll.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whoever freezes in the middle of a transaction keeps nobody waiting.
final class IdleLimitIT {
  private static AgroalDataSource pool(TestDatabase database, Duration limit) throws SQLException {
    OwnSessionConfig config = () -> limit;
    AgroalDataSource pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    settings ->
                        settings
                            .maxSize(2)
                            .connectionFactoryConfiguration(
                                server ->
                                    server
                                        .jdbcUrl(database.jdbcUrl())
                                        .principal(new NamePrincipal(database.user()))
                                        .credential(new SimplePassword(database.password())))));
    pool.setPoolInterceptors(List.of(new IdleLimit(config, new MigrationState())));
    return pool;
  }

  @Test
  void whatAFrozenSessionHasLockedIsSomebodyElses() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("idle_limit");
    try (Connection owner = database.connect();
        Statement create = owner.createStatement()) {
      create.execute("CREATE TABLE jobs (id int PRIMARY KEY, taken_by text)");
      create.execute("INSERT INTO jobs VALUES (1, '')");
    }
    try (AgroalDataSource pool = pool(database, Duration.ofMillis(500));
        Connection frozen = pool.getConnection();
        Statement freezes = frozen.createStatement();
        Connection other = pool.getConnection();
        Statement goesOn = other.createStatement()) {
      // given a session that has locked a row, and does nothing more
      frozen.setAutoCommit(false);
      freezes.execute("UPDATE jobs SET taken_by = 'the frozen one' WHERE id = 1");

      // when another one waits for the row, it has it
      goesOn.execute("SET lock_timeout = '60s'");
      goesOn.execute("UPDATE jobs SET taken_by = taken_by || 'another' WHERE id = 1");

      // then nothing of the first one is there, and it hears of it
      try (ResultSet row = goesOn.executeQuery("SELECT taken_by FROM jobs")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("another");
      }
      assertThatThrownBy(() -> freezes.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
  }
}

package dev.plimsoll.sync.schedule;

import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.testkit.TestDatabase;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// Fixture of tests of the pruner: a source, and old extracts of it. The timer is too late for any
/// test: each asks for its steps.
abstract class PruneFixture {
  static TestDatabase source;
  @Inject DataSource service;
  @Inject Pruner pruner;
  OldExtracts extracts;

  @BeforeAll
  static void tables() throws SQLException {
    source = OldExtracts.createSource();
  }

  @BeforeEach
  void register() {
    extracts = new OldExtracts(service, pruner);
    SyncApi.register("prune-source", source);
  }

  @AfterEach
  void leaveNothing() throws SQLException {
    extracts.leaveNothing();
  }
}

package dev.plimsoll.cli.api;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Objects;

/// Registration of databases for programs that use them at once.
public final class Registrations {
  private Registrations() {}

  /// Returns when the sync service knows the database.
  ///
  /// @throws PlimsollException also CONNECTION_LOST where it does not learn of it in time
  public static void register(PlannerApi planner, SyncApi sync, DatabaseRegistration database) {
    DatabaseRegistration registered = planner.register(database);
    if (!sync.awaitKnown(
        database.name(), Objects.requireNonNull(registered.revision(), "an answer has it"))) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST,
          "the sync service does not learn that " + database.name() + " is registered");
    }
  }

  /// A PostgreSQL as source and target.
  public static void register(
      PlannerApi planner, SyncApi sync, String name, DatabaseAddress address) {
    register(
        planner, sync, DatabaseRegistration.withoutBuilds(name, address, DatabaseKind.POSTGRES));
  }
}

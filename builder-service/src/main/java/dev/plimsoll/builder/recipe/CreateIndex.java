package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildCommand.Allocation;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Step that runs `CREATE INDEX CONCURRENTLY` under the build's own name. It has no lock timeout,
/// which would also cancel the wait for an old snapshot and leave an INVALID index; blockers are
/// watched instead. An existing unique index that can become the key is used as it is.
public record CreateIndex() implements RecipeStep {
  private static final Logger LOG = Logger.getLogger(CreateIndex.class);

  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    if (table.satisfying(build.definition()).isPresent()) {
      return StepDecision.ALREADY_DONE;
    }
    Optional<Index> own = table.index(BuildNames.index(build.buildId()));
    if (own.isEmpty()) {
      return table.keyToBe(build.definition()).isPresent()
          ? StepDecision.NOT_NEEDED
          : StepDecision.RUN;
    }
    if (own.get().valid() && table.matches(own.get(), build.definition())) {
      return StepDecision.ALREADY_DONE;
    }
    return StepDecision.refuse(
        ErrorCode.CONFLICT,
        "%s on %s is not what this build makes".formatted(own.get().name(), build.table()));
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    BuildCommand build = session.build();
    Allocation granted = build.allocation();
    String name = BuildNames.index(build.buildId());
    try {
      String sql = IndexSql.createConcurrently(build.table(), session.definition(), name);
      session.limit(granted.maintenanceWorkMemBytes(), granted.parallelWorkers());
      try {
        session.timedCreate(sql);
      } catch (SQLException e) {
        if (granted.parallelWorkers() == 0 || !SqlStates.lacksSharedMemory(e)) {
          throw e;
        }
        // PostgreSQL asks for it before it reads a row: a graph of vectors needs all of the
        // build's memory there, and builds slowly by one process rather than never.
        LOG.warnf("%s is built without workers: %s", build.table(), SqlStates.firstLine(e));
        session.dropIndex(name);
        session.limit(granted.maintenanceWorkMemBytes(), 0);
        session.createAgain(sql);
      }
    } catch (SQLException e) {
      throw explained(session, e);
    }
  }

  /// Drops the index where the session still works, and names the duplicates.
  private static SQLException explained(BuildSession session, SQLException e) throws SQLException {
    ErrorCode code = SqlStates.errorCode(e);
    // Another session undoes a cancelled build.
    if (code == ErrorCode.CONNECTION_LOST || session.cancelled() || !session.alive()) {
      return e;
    }
    session.dropIndex(BuildNames.index(session.build().buildId()));
    if (code == ErrorCode.DUPLICATE_KEYS) {
      DuplicateKeys duplicates = DuplicateKeys.find(session, e);
      session.found(duplicates.keys());
      throw new PlimsollException(code, duplicates.describe(session.build()), e);
    }
    return e;
  }
}

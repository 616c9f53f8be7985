package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The Iceberg snapshot of an extract's table.
///
/// @param catalog a registered PostgreSQL with the catalog
/// @param table with its namespace
/// @param snapshotId in decimal, since JavaScript's numbers do not hold its 63 bits. Absent before
///     the commit, and where it had expired when the commit was found
/// @param failure of the commit; a retry of the table tries again
public record IcebergSnapshot(
    String catalog,
    String table,
    @JsonProperty("state") OpenEnum<State> rawState,
    @Nullable String snapshotId,
    @Nullable Instant committedAt,
    @Nullable Failure failure) {
  public @Nullable State state() {
    return rawState.known();
  }

  public enum State {
    /// For the end of the extract.
    WAITING,
    /// Begun, and not known to have ended.
    COMMITTING,
    COMMITTED,
    FAILED
  }
}

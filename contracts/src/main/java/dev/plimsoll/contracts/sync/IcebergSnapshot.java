package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The one snapshot of an Iceberg table that a table of an extract becomes.
///
/// @param catalog the registered PostgreSQL whose database holds the catalog
/// @param table with its namespace
/// @param snapshotId in decimal: JavaScript's numbers do not hold all of its 63 bits. Absent until
///     it is committed, and where it was found to be committed after the snapshot had expired
/// @param committedAt when this service noted it
/// @param errorCode why it is not committed, where it failed; a retry of the table tries again
public record IcebergSnapshot(
    String catalog,
    String table,
    @JsonProperty("state") OpenEnum<State> rawState,
    @Nullable String snapshotId,
    @Nullable Instant committedAt,
    @Nullable ErrorCode errorCode,
    @Nullable String error) {
  public @Nullable State state() {
    return rawState.known();
  }

  /// How far it is.
  public enum State {
    /// For the extract's end.
    WAITING,
    /// Begun, and not known to have ended.
    COMMITTING,
    COMMITTED,
    FAILED
  }
}

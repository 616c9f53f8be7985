package dev.plimsoll.contracts.maintenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An action of maintenance: proposed, under way, or ended.
///
/// @param id null in a dry run
/// @param number grows with time; 0 in a dry run
/// @param kind for example `reindex`
/// @param subject the table, index or partition
/// @param reason what was found
/// @param effect what is expected
/// @param priority 1 (now) to 4 (when there is time)
/// @param approvedBy who approved it; empty where none has
/// @param attempts begun
/// @param detail what it waits for, or how it ended; empty for neither
/// @param bytesBefore of the subject; 0 where unknown
public record MaintenanceActionView(
    @Nullable String id,
    long number,
    String kind,
    String table,
    String subject,
    String reason,
    String effect,
    int priority,
    @JsonProperty("state") OpenEnum<State> rawState,
    String approvedBy,
    int attempts,
    String detail,
    long bytesBefore,
    long bytesAfter,
    @Nullable Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {
  public @Nullable State state() {
    return rawState.known();
  }

  public enum State {
    /// A person is to approve it.
    PROPOSED,
    /// In the queue of jobs.
    QUEUED,
    RUNNING,
    DONE,
    /// Somebody else did it, or its subject is gone.
    NOT_NEEDED,
    /// The database refuses it.
    REFUSED,
    /// Others came first each time it was tried.
    FAILED,
    /// By a person, or since nobody approved it.
    CANCELED
  }
}

package dev.plimsoll.contracts.build;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/slots` of the builder: a build that one of its processes runs.
///
/// @param slot partition of the lane's topic
/// @param since when this process began it
public record SlotView(
    Lane lane,
    int slot,
    UUID buildId,
    int attempt,
    QualifiedName table,
    IndexDefinition definition,
    Progress progress,
    Instant since) {

  /// @param fraction of the predicted work, 0 to 1
  /// @param waitingFor the session that it waits for, in a sentence
  public record Progress(String phase, double fraction, @Nullable String waitingFor) {}
}

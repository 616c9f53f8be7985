package dev.plimsoll.contracts.build;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/slots` of the builder: a build that one of its processes runs.
///
/// @param fraction of the predicted work, 0 to 1
/// @param waitingFor the session that it waits for, in a sentence
/// @param since when this process began it
public record SlotView(
    Lane lane,
    int slot,
    UUID buildId,
    int attempt,
    QualifiedName table,
    IndexDefinition definition,
    String phase,
    double fraction,
    @Nullable String waitingFor,
    Instant since) {}

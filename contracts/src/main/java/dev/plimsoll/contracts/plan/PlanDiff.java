package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/plans/{id}/diff` of the planner: differences from the plan before.
///
/// @param before null where it is the database's first plan
public record PlanDiff(@Nullable UUID before, UUID after, List<Change> changes) {

  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /// @param what a sentence for each changed figure; empty where added or removed
  public record Change(
      @JsonProperty("kind") OpenEnum<Kind> rawKind,
      QualifiedName table,
      IndexDefinition definition,
      List<String> what) {
    public @Nullable Kind kind() {
      return rawKind.known();
    }
  }
}

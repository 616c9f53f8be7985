package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.FindingView;
import dev.plimsoll.contracts.advice.FindingView.State;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Findings: read, dismissed, reopened.
@ApplicationScoped
public class Findings {
  private final FindingStore store;

  public Findings(FindingStore store) {
    this.store = store;
  }

  /// @throws PlimsollException NOT_FOUND
  public FindingView get(UUID id) {
    return DatabaseAnalyses.stored(() -> store.get(id))
        .orElseThrow(() -> PlimsollException.notFound("there is no finding " + id));
  }

  /// What is to be decided first, then by priority.
  ///
  /// @param beginning of the id, as of [IdBeginning#FORM]; null for any
  /// @param after the last of the page before; null for the first page
  /// @throws PlimsollException NOT_FOUND for the one before
  public List<FindingView> page(
      @Nullable String database,
      @Nullable State state,
      @Nullable String beginning,
      @Nullable UUID after,
      int limit) {
    if (after != null) {
      get(after);
    }
    return DatabaseAnalyses.stored(
        () -> store.page(database, state, IdBeginning.of(beginning), after, limit));
  }

  /// Not open again, whatever later analyses find, before it is materially worse than now. The same
  /// again changes the reason, and takes it as it is now.
  ///
  /// @throws PlimsollException NOT_FOUND
  public FindingView dismiss(UUID id, @Nullable ControlRequest request) {
    get(id);
    DatabaseAnalyses.stored(
        () -> {
          store.dismiss(id, ControlRequest.words(request));
          return true;
        });
    return get(id);
  }

  /// Open again, as if nobody had dismissed it.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where it is gone
  public FindingView reopen(UUID id) {
    get(id);
    if (!DatabaseAnalyses.stored(() -> store.reopen(id))) {
      throw PlimsollException.conflict("finding %s is gone".formatted(id));
    }
    return get(id);
  }
}

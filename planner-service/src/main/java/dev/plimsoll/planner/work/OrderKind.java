package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.RetryCategory;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.SQLException;

/// What is done for jobs of a kind. Thread-safe.
interface OrderKind {
  /// Sets it going where it is not, tries again what is to be, and looks how far it is. Repeated
  /// until it has ended, by whichever planner.
  ///
  /// @param first under this claim
  /// @throws PlimsollException one that passes is tried again; another ends the job
  /// @throws SQLException where the planner's own database does not answer
  OrderStep step(ClaimedJob job, JobOrder order, boolean first) throws SQLException;

  /// Cancels what goes on of it; repeatable.
  ///
  /// @throws PlimsollException where that is not known to have been taken
  void cancel(JobOrder order) throws SQLException;

  /// Whether an order is tried again after this, and not given up: a token may be just replaced,
  /// and of an internal error nobody knows how far the request has come.
  static boolean passes(ErrorCode code) {
    return switch (code.known()) {
      case UNAUTHENTICATED, NOT_PERMITTED, TOO_MANY_REQUESTS, INTERNAL -> true;
      case null, default -> code.retry() != RetryCategory.LASTING;
    };
  }
}

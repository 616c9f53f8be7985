package dev.plimsoll.query.search;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.query.config.QueryConfig;
import dev.plimsoll.query.database.SearchedDatabases;
import dev.plimsoll.query.database.SearchedDatabases.Lent;
import dev.plimsoll.vectors.SearchedDatabase;
import dev.plimsoll.vectors.session.Cancellation;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.SequencedMap;

/// Runner of what requests ask for: ended at their time limit, and when their client leaves.
@Singleton
public final class SearchDesk {
  private final SearchedDatabases databases;
  private final QueryConfig config;
  private final SearchMeters meters;
  private final Vertx vertx;

  public SearchDesk(
      SearchedDatabases databases, QueryConfig config, SearchMeters meters, Vertx vertx) {
    this.databases = databases;
    this.config = config;
    this.meters = meters;
    this.vertx = vertx;
  }

  /// What a request does with its databases.
  @FunctionalInterface
  interface Task<T> {
    T run(SequencedMap<String, SearchedDatabase> databases, Cancellation cancellation)
        throws SQLException, InterruptedException;
  }

  /// @param searches that the task does one after the other, at most; each may take as long as a
  ///     request for one
  /// @param client whose going ends the task
  /// @throws PlimsollException with what went wrong; TIME_LIMIT
  /// @throws SQLException for a defect of this product
  <T> T run(VectorQuery asked, int searches, HttpServerResponse client, Task<T> task)
      throws SQLException, InterruptedException {
    Cancellation cancellation = new Cancellation();
    Duration one =
        asked.timeoutMs() == null
            ? config.statementTimeout()
            : Duration.ofMillis(asked.timeoutMs());
    Duration limit = one.multipliedBy(searches);
    client.closeHandler(_ -> cancelElsewhere(cancellation));
    long end = vertx.setTimer(limit.toMillis(), _ -> cancelElsewhere(cancellation));
    try (Lent lent = databases.lend(asked.databases())) {
      return task.run(lent.searched(), cancellation);
    } catch (SQLException e) {
      Optional<PlimsollException> known = SearchFailures.of(e);
      meters.failed(known.map(PlimsollException::code).orElse(ErrorCode.INTERNAL));
      throw known
          .map(it -> it.code() == ErrorCode.TIME_LIMIT ? tooLong(it, limit) : it)
          .orElseThrow(() -> e);
    } catch (PlimsollException e) {
      meters.failed(e.code());
      throw e;
    } finally {
      vertx.cancelTimer(end);
    }
  }

  private static PlimsollException tooLong(PlimsollException known, Duration limit) {
    return new PlimsollException(
        ErrorCode.TIME_LIMIT,
        "%s (it may take %s ms)".formatted(known.getMessage(), limit.toMillis()),
        known.getCause());
  }

  // It asks the server over a connection of its own: the event loop does not wait.
  private static void cancelElsewhere(Cancellation cancellation) {
    Thread.ofVirtual().start(cancellation::cancel);
  }
}

package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.LoadOrder;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.planner.neighbour.NeighbourApi;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Jobs of the kinds `extract` and `load`: orders to the sync service under the key of the job's
/// order, so that there is one, whoever is killed.
@ApplicationScoped
public class SyncOrders implements OrderKind {
  private final SyncServiceApi sync;
  private final Transactions transactions;

  public SyncOrders(SyncServiceApi sync, DataSource dataSource) {
    this.sync = sync;
    this.transactions = new Transactions(dataSource);
  }

  @FunctionalInterface
  private interface Asked<T> {
    T answer() throws IOException, InterruptedException;
  }

  @Override
  public OrderStep step(ClaimedJob job, JobOrder order, boolean first) throws SQLException {
    UUID reference = order.reference();
    if (reference == null) {
      Record request = request(order);
      // From here on it may be there: who cancels the job asks under the same key, and cancels
      // that.
      if (!transactions.run(connection -> JobOrders.asked(connection, job))) {
        throw PlimsollException.conflict("the job is another's by now, or canceled");
      }
      ExtractView begun = begun(order, request);
      transactions.run(connection -> JobOrders.refer(connection, job, begun.id(), true));
      return new OrderStep.Goes(progress(begun));
    }
    ExtractView now = asked(() -> sync.get(path(order) + "/" + reference, ExtractView.class));
    return switch (now.state()) {
      case RUNNING -> new OrderStep.Goes(progress(now));
      case DONE -> new OrderStep.Done(output(order, now));
      case FAILED -> {
        if (order.again() || first) {
          tryAgain(order, reference, now);
          // Not before: killed in between, the next one has the rest of the tables tried again.
          transactions.run(connection -> JobOrders.triedAgain(connection, job));
          yield new OrderStep.Goes("tried again");
        }
        yield failed(order, now);
      }
      // Of a later version.
      case null -> new OrderStep.Goes(progress(now));
    };
  }

  private Record request(JobOrder order) throws SQLException {
    if (order.kind().equals(JobRequest.EXTRACT)) {
      return Json.read(order.payload(), ExtractRequest.class);
    }
    LoadOrder load = Json.read(order.payload(), LoadOrder.class);
    @Nullable UUID given = load.extractId();
    if (given != null) {
      return load.of(given);
    }
    return load.of(
        transactions
            .statements(
                connection -> JobOrders.extractOf(connection, order.workflow(), load.extract()))
            .orElseThrow(
                () ->
                    PlimsollException.notFound(
                        "job %s has made no extract".formatted(load.extract()))));
  }

  private ExtractView begun(JobOrder order, Record request) {
    return asked(() -> sync.post(path(order), order.key().toString(), request, ExtractView.class));
  }

  private void tryAgain(JobOrder order, UUID reference, ExtractView now) {
    for (TableView table : now.tables()) {
      if (table.state() == TableState.FAILED) {
        String path =
            "%s/%s/tables/%s/%s/retry"
                .formatted(
                    path(order),
                    reference,
                    NeighbourApi.segment(table.table().schema()),
                    NeighbourApi.segment(table.table().name()));
        retry(path);
      }
    }
  }

  private void retry(String path) {
    try {
      asked(() -> sync.post(path, null, null, ExtractView.class));
    } catch (PlimsollException e) {
      // Somebody else has had it tried again.
      if (!e.code().equals(ErrorCode.CONFLICT)) {
        throw e;
      }
    }
  }

  @Override
  public void cancel(JobOrder order) throws SQLException {
    if (!order.asked()) {
      return;
    }
    UUID known = order.reference();
    try {
      UUID id = known == null ? begun(order, request(order)).id() : known;
      // A load is an extract of an extract's files.
      asked(() -> sync.post("/api/v1/extracts/" + id + "/cancel", null, null, ExtractView.class));
    } catch (PlimsollException e) {
      if (OrderKind.passes(e.code())) {
        throw e;
      }
      // Refused, since there is none under its key, or gone: nothing of it goes on.
    }
  }

  /// A load is answered with all that an extract is.
  private static String path(JobOrder order) {
    return order.kind().equals(JobRequest.LOAD) ? "/api/v1/loads" : "/api/v1/extracts";
  }

  private static <T> T asked(Asked<T> question) {
    try {
      return question.answer();
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the sync service does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.CONNECTION_LOST, "this planner is ending", e);
    }
  }

  private static String progress(ExtractView view) {
    List<TableView> tables = view.tables();
    long ended =
        tables.stream()
            .filter(
                table ->
                    table.state() == TableState.LOADED
                        || table.state() == TableState.EXTRACTED && view.target() == null)
            .count();
    long rows = tables.stream().mapToLong(table -> table.counters().rowsExtracted()).sum();
    return "%d of %d tables, %,d rows read".formatted(ended, tables.size(), rows);
  }

  private static Map<String, Object> output(JobOrder order, ExtractView view) {
    Map<String, Object> output = new LinkedHashMap<>();
    output.put(order.kind(), view.id().toString());
    output.put("tables", view.tables().size());
    output.put(
        "rows",
        view.tables().stream()
            .mapToLong(
                table ->
                    view.target() == null
                        ? table.counters().rowsExtracted()
                        : table.counters().rowsLoaded())
            .sum());
    return output;
  }

  private static OrderStep failed(JobOrder order, ExtractView view) {
    for (TableView table : view.tables()) {
      @Nullable Failure failure = table.failure();
      if (table.state() == TableState.FAILED && failure != null) {
        return new OrderStep.Failed(
            failure.code(),
            "%s: %s; ./plimsoll %s show %s"
                .formatted(table.table(), failure.message(), order.kind(), view.id()));
      }
    }
    return new OrderStep.Failed(
        ErrorCode.CONFLICT,
        "a table of it has failed; ./plimsoll %s show %s".formatted(order.kind(), view.id()));
  }
}

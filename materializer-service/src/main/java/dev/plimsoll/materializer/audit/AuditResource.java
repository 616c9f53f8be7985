package dev.plimsoll.materializer.audit;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.retention.S3Objects;
import dev.plimsoll.offsetlog.audit.Auditor;
import dev.plimsoll.offsetlog.audit.ObjectAudit;
import dev.plimsoll.postgres.transaction.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Audits over HTTP.
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "audit")
public final class AuditResource {
  private final Semaphore turn = new Semaphore(1);
  private final Auditor auditor;
  private final ObjectAudit objects;

  public AuditResource(Transactions transactions, S3Objects objects) {
    this.auditor = new Auditor(transactions, Auditor.MOST);
    this.objects = new ObjectAudit(transactions, objects);
  }

  @GET
  @Operation(
      summary = "Read batches of the log topics with this prefix again, and tell what is wrong",
      description =
          "With full=false it reads what the audits of the background have not read yet, else"
              + " everything that is there. One at a time, of as many partitions as there is memory"
              + " for: 100,000 at least.")
  public LogAudit audit(
      @QueryParam("topicPrefix") @DefaultValue("") String topicPrefix,
      @QueryParam("full") @DefaultValue("true") boolean full)
      throws SQLException {
    if (!turn.tryAcquire()) {
      throw PlimsollException.retryLater(
          ErrorCode.TOO_MANY_REQUESTS,
          "another audit is under way, and there is memory for one",
          Duration.ofSeconds(1));
    }
    try {
      return auditor.audit(topicPrefix, full);
    } finally {
      turn.release();
    }
  }

  @GET
  @Path("/objects")
  @Operation(
      summary = "Look in object storage for objects that batches refer to, and tell which are gone",
      description =
          "A request to the store for each: so it is of at most `limit` of them, in the order of"
              + " their numbers, and `next` of the answer is `after` of the next question, until"
              + " `ended`. Where the store does not answer it is 503, and nothing is known.")
  public LogObjectAudit objects(
      @QueryParam("after") @DefaultValue("0") @Within(Bound.NUMBERED) long after,
      @QueryParam("limit") @DefaultValue("500") @Within(Bound.PAGE_OF_OBJECTS) int limit)
      throws SQLException {
    return objects.audit(after, limit);
  }
}

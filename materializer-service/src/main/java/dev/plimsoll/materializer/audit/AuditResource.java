package dev.plimsoll.materializer.audit;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.offsetlog.audit.Auditor;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The audit over HTTP.
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "audit")
public final class AuditResource {
  private final Auditor auditor;

  public AuditResource(Auditor auditor) {
    this.auditor = auditor;
  }

  @GET
  @Operation(
      summary = "Read batches of the log topics with this prefix again, and tell what is wrong",
      description =
          "With full=false it reads what the audits of the background have not read yet, else"
              + " everything that is there.")
  public LogAudit audit(
      @QueryParam("topicPrefix") @DefaultValue("") String topicPrefix,
      @QueryParam("full") @DefaultValue("true") boolean full)
      throws SQLException {
    return auditor.audit(topicPrefix, full);
  }
}

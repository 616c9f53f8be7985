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
      summary = "Read every batch of the log topics with this prefix, and count gaps and overlaps")
  public LogAudit audit(@QueryParam("topicPrefix") @DefaultValue("") String topicPrefix)
      throws SQLException {
    return auditor.audit(topicPrefix);
  }
}

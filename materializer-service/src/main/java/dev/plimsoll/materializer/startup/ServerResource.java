package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.log.LogServer;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The server over HTTP.
@Path("/api/v1/server")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "server")
public final class ServerResource {
  private final ServerCheck server;

  public ServerResource(ServerCheck server) {
    this.server = server;
  }

  @GET
  @Operation(summary = "The PostgreSQL that keeps the log, and which of its settings hurt")
  public LogServer server() throws SQLException {
    return server.look();
  }
}

package dev.plimsoll.sync.receipt;

import dev.plimsoll.contracts.sync.Receipt;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;

@Path("/api/v1/extracts/{id}/receipt")
@Produces(MediaType.APPLICATION_JSON)
public final class ReceiptResource {
  private static final int ACCEPTED = 202;

  private final Receipts receipts;

  public ReceiptResource(Receipts receipts) {
    this.receipts = receipts;
  }

  @POST
  @ResponseStatus(ACCEPTED)
  @Operation(
      operationId = "startReceipt",
      summary = "Starts reading source, files and target again, each table as soon as it is loaded")
  public Receipt start(@PathParam("id") UUID id) {
    return receipts.begin(id);
  }

  @GET
  @Operation(operationId = "getReceipt", summary = "What was found so far")
  public Receipt get(@PathParam("id") UUID id) {
    return receipts.get(id);
  }
}

package dev.plimsoll.materializer.consumer;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.PositionsPut;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.consumer.Consumers;
import dev.plimsoll.postgres.transaction.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/// Positions of consumers over HTTP.
@Path("/api/v1/consumers")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "consumers")
public final class ConsumerResource {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

  private final Consumers consumers;

  public ConsumerResource(Transactions transactions) {
    this.consumers = new Consumers(transactions);
  }

  @GET
  @Operation(summary = "Consumers in the order of their names, with their lag")
  public List<ConsumerLag> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("1000") @Within(Bound.PAGE_OF_NAMES) int limit)
      throws SQLException {
    return consumers.list(after, limit);
  }

  @GET
  @Path("/{consumer}/positions")
  @Operation(summary = "How far a consumer has come in each of its partitions, with its lag")
  public List<ConsumerPosition> positions(@PathParam("consumer") String consumer)
      throws SQLException {
    return consumers.positions(consumer);
  }

  @PUT
  @Path("/{consumer}/positions")
  @ResponseStatus(204)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Remember how far a consumer has come, in all these partitions or, where one is refused, in"
              + " none")
  public void put(@PathParam("consumer") String consumer, PositionsPut put) throws SQLException {
    if (!NAME.matcher(consumer).matches()) {
      throw PlimsollException.invalidRequest(
          "a consumer's name is 1 to 255 letters, digits, '.', '_' or '-'");
    }
    Bound.CONSUMER_POSITIONS.check("positions", put.positions());
    consumers.put(consumer, put.positions());
  }

  @DELETE
  @Path("/{consumer}")
  @ResponseStatus(204)
  @Operation(summary = "Forget a consumer with all its positions")
  public void delete(@PathParam("consumer") String consumer) throws SQLException {
    consumers.delete(consumer);
  }
}

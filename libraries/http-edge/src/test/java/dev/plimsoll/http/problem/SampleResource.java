package dev.plimsoll.http.problem;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.tracing.TraceParent;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Fails in every way a resource can.
@Path("/api/v1/sample")
public class SampleResource {
  @GET
  public String fine() {
    return "fine";
  }

  @GET
  @Path("known")
  public String known() {
    throw new PlimsollException(ErrorCode.DISK_FULL, "no space on /data");
  }

  @GET
  @Path("busy")
  public String busy() {
    throw PlimsollException.retryLater(
        ErrorCode.BACKLOG_FULL, "11 batches wait", Duration.ofMillis(2_001));
  }

  @GET
  @Path("defect")
  public String defect() {
    throw new IllegalStateException("the password is hunter2");
  }

  @GET
  @Path("away")
  public String away() {
    throw new IllegalStateException(new SQLException("terminating connection", "57P01"));
  }

  @GET
  @Path("sql/{state}")
  public String sql(@PathParam("state") String state) throws SQLException {
    throw new SQLException("the row is hunter2", state);
  }

  @GET
  @Path("unreachable")
  public String unreachable() {
    throw new PlimsollException(ErrorCode.DATABASE_UNREACHABLE, "nobody at h:5432");
  }

  @GET
  @Path("trace")
  public String traceOfReading() {
    return String.valueOf(TraceParent.current());
  }

  @POST
  @Path("trace")
  public String traceOfChange() {
    return String.valueOf(TraceParent.current());
  }

  @POST
  @Path("defect")
  public String defectOfChange() {
    throw new IllegalStateException("made up by the test");
  }

  @GET
  @Path("pages/{partition}")
  public String page(
      @PathParam("partition") @Within(value = Bound.LOG_PARTITION, orNone = true) int partition,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit,
      @HeaderParam("Idempotency-Key") @Nullable @Within(Bound.IDEMPOTENCY_KEY) String key) {
    return partition + " " + limit + " " + key;
  }

  @POST
  public String optional(@Nullable DatabaseAddress address) {
    return String.valueOf(address);
  }

  @PUT
  public String put(DatabaseAddress address) {
    return address.host();
  }
}

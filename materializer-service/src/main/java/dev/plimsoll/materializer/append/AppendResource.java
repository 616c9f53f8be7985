package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.log.AppendedFile;
import dev.plimsoll.contracts.log.AppendedLine;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchOutcome;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.materializer.append.AppendMetrics.Ingress;
import dev.plimsoll.materializer.parsing.AppendParser.Encoding;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Appends over HTTP. Topics must exist.
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "append")
public final class AppendResource {
  static final String FILES = "/api/v1/files";
  static final String LINES = "application/x-ndjson";
  static final String CBOR = "application/cbor";
  private static final String OFFSETS = "offsets";
  private final AdmissionLimiter limiter;
  private final ArrivingBodies bodies;
  private final Appends appends;
  private final long maxBytes;

  public AppendResource(
      AdmissionLimiter limiter, ArrivingBodies bodies, Appends appends, AppendConfig config) {
    this.limiter = limiter;
    this.bodies = bodies;
    this.appends = appends;
    maxBytes = config.maxRequestSize().asLongValue();
  }

  /// Whether [ArrivingBodies] limits a body without a length, and answers with a problem.
  static boolean limitsItself(@Nullable String path) {
    return FILES.equals(path) || "/api/v1/batches".equals(path);
  }

  @POST
  @Path("files")
  @Consumes({MediaType.APPLICATION_JSON, CBOR})
  @Produces({MediaType.APPLICATION_JSON, CBOR})
  @Operation(
      summary =
          "Keep a file: durable when answered, offsets follow, or are waited for. Sent again it is"
              + " the same file")
  @APIResponse(
      responseCode = "202",
      description = "Kept",
      content = @Content(schema = @Schema(implementation = AppendedFile.class)))
  @APIResponse(
      responseCode = "200",
      description = "With wait=offsets: every batch has its outcome",
      content = @Content(schema = @Schema(implementation = AppendedFile.class)))
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = FileAppended.class)))
  public RestResponse<AppendedFile> file(
      @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = OFFSETS)) @QueryParam("wait")
          @Nullable String wait,
      @Context RoutingContext request) {
    boolean awaited = isAwaited(wait);
    byte[] body = bodies.of(request);
    try (AdmissionLimiter.Place _ = limiter.enter()) {
      FileAppended file = Body.file(body, encoding(request));
      return awaited
          ? RestResponse.ok(appends.commit(file, Ingress.FILE))
          : RestResponse.accepted(appends.append(file, Ingress.FILE));
    }
  }

  @POST
  @Path("files")
  @Consumes(LINES)
  @Produces(LINES)
  @Operation(
      summary =
          "Keep files, one a line: answered line by line, in order. What follows one that was not"
              + " kept is not tried where it is of the same producer")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AppendedLine.class)))
  public StreamingOutput files(
      @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = OFFSETS)) @QueryParam("wait")
          @Nullable String wait,
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = FileAppended.class)))
          InputStream body) {
    boolean awaited = isAwaited(wait);
    appends.requireOpen();
    AdmissionLimiter.Place place = limiter.enterWithLines();
    return answers -> {
      try (place) {
        new FileLines(
                body,
                maxBytes,
                limiter,
                file ->
                    awaited
                        ? appends.commit(file, Ingress.LINE)
                        : appends.append(file, Ingress.LINE))
            .answer(answers);
      }
    };
  }

  @POST
  @Path("batches")
  @Consumes({MediaType.APPLICATION_JSON, CBOR})
  @Produces({MediaType.APPLICATION_JSON, CBOR})
  @Operation(
      summary =
          "Keep a batch: durable when answered, offsets follow, or are waited for. Sent again it"
              + " gets no others")
  @APIResponse(responseCode = "202", description = "Kept")
  @APIResponse(
      responseCode = "200",
      description = "With wait=offsets: what became of it",
      content = @Content(schema = @Schema(implementation = BatchOutcome.class)))
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = BatchAppended.class)))
  public RestResponse<BatchOutcome> batch(
      @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = OFFSETS)) @QueryParam("wait")
          @Nullable String wait,
      @Context RoutingContext request) {
    boolean awaited = isAwaited(wait);
    byte[] body = bodies.of(request);
    try (AdmissionLimiter.Place _ = limiter.enter()) {
      BatchAppended batch = Body.batch(body, encoding(request));
      if (awaited) {
        return RestResponse.ok(appends.commit(batch));
      }
      appends.append(batch);
      return RestResponse.accepted();
    }
  }

  /// Whether the answer waits for the offsets.
  private static boolean isAwaited(@Nullable String wait) {
    if (wait != null && !wait.equals(OFFSETS)) {
      throw new OutOfBoundsException("wait must be " + OFFSETS);
    }
    return wait != null;
  }

  private static Encoding encoding(RoutingContext request) {
    @Nullable String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.regionMatches(true, 0, CBOR, 0, CBOR.length())
        ? Encoding.CBOR
        : Encoding.JSON;
  }
}

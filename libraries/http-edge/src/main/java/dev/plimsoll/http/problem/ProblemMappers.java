package dev.plimsoll.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.plimsoll.contracts.bound.Needed;
import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/// Mappers of exceptions to problem details. An unexpected one is logged and answered as INTERNAL,
/// without its message, which may hold anything.
public final class ProblemMappers {
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final Pattern MISSING =
      Pattern.compile("Missing required creator property '([^']+)'");
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  /// For failures that pass at an unknown time.
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final int UNAVAILABLE = 503;

  /// Characters of a property's place that are said again.
  private static final int LONGEST_PLACE = 200;

  /// SQLSTATE of a NUL in a text.
  private static final String NO_SUCH_CHARACTER = "22021";

  @ServerExceptionMapper
  public Response known(PlimsollException e) {
    if (e.code() == ErrorCode.INTERNAL) {
      return unknown(e);
    }
    return response(e.code(), e.getMessage(), e.retryAfter());
  }

  @ServerExceptionMapper
  public Response outOfBounds(OutOfBoundsException e) {
    return response(ErrorCode.INVALID_REQUEST, e.getMessage());
  }

  @ServerExceptionMapper
  public Response malformed(JsonProcessingException e) {
    return response(ErrorCode.INVALID_REQUEST, rootMessage(e));
  }

  /// A mapper of its own, since Quarkus' answers without a body.
  @ServerExceptionMapper
  public Response mismatched(MismatchedInputException e) {
    return malformed(e);
  }

  @ServerExceptionMapper
  public Response http(WebApplicationException e, UriInfo request) {
    int status = e.getResponse().getStatus();
    if (status < 400) {
      return e.getResponse();
    }
    Throwable cause = e.getCause();
    if (cause instanceof JsonProcessingException json) {
      return malformed(json);
    }
    if (cause instanceof PlimsollException known) {
      return known(known);
    }
    if (status == 404 && cause != null && isOfQuery(cause, request)) {
      return response(
          ErrorCode.INVALID_REQUEST, "a parameter is not of its type: " + cause.getMessage());
    }
    return switch (status) {
      case 401 -> response(ErrorCode.UNAUTHENTICATED, null);
      case 403 -> response(ErrorCode.NOT_PERMITTED, null);
      case 404 -> response(ErrorCode.NOT_FOUND, null);
      case 405 -> response(ErrorCode.METHOD_NOT_ALLOWED, null);
      case 415 -> response(ErrorCode.UNSUPPORTED_MEDIA_TYPE, null);
      default -> {
        if (status < 500) {
          yield response(ErrorCode.INVALID_REQUEST, e.getMessage());
        }
        LOG.error("request failed", e);
        yield response(ErrorCode.INTERNAL, null);
      }
    };
  }

  /// An unreadable query parameter is not an unknown address.
  private static boolean isOfQuery(Throwable cause, UriInfo request) {
    String message = String.valueOf(cause.getMessage());
    return request.getQueryParameters().values().stream()
        .flatMap(List::stream)
        .anyMatch(value -> message.contains('"' + value + '"') || message.endsWith(value));
  }

  @ServerExceptionMapper
  public Response unforeseen(RuntimeException e) {
    return unknown(e);
  }

  @ServerExceptionMapper
  public Response database(SQLException e) {
    return unknown(e);
  }

  private Response unknown(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PlimsollException known && known.code() != ErrorCode.INTERNAL) {
        return known(known);
      }
      if (t instanceof SQLException sql && NO_SUCH_CHARACTER.equals(sql.getSQLState())) {
        return response(
            ErrorCode.INVALID_REQUEST, "a text holds a character that PostgreSQL cannot hold");
      }
      if (t instanceof SQLException sql) {
        Optional<PlimsollException> passing = OwnDatabaseFailure.of(sql);
        if (passing.isPresent()) {
          LOG.warnf("event=database.failed cause=%s", sql.getMessage());
          return known(passing.get());
        }
      }
    }
    LOG.error("request failed", e);
    return response(ErrorCode.INTERNAL, null);
  }

  private static String rootMessage(JsonProcessingException e) {
    // A record's own check has the better message.
    Throwable cause = e.getCause();
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return cause.getMessage();
    }
    // A record's own check of missing parts.
    if (cause instanceof NullPointerException
        && e instanceof ValueInstantiationException of
        && of.getType().getRawClass().isRecord()) {
      return "one of these must be given and is not: "
          + String.join(", ", Needed.of(of.getType().getRawClass()));
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknownProperty(unknown);
    }
    String message = String.valueOf(e.getOriginalMessage());
    Matcher missing = MISSING.matcher(message);
    return missing.lookingAt() ? missing.group(1) + " must be given" : message;
  }

  private static String unknownProperty(UnrecognizedPropertyException e) {
    String place =
        e.getPath().stream()
            .map(each -> each.getFieldName() == null ? "[]" : each.getFieldName())
            .collect(Collectors.joining("."));
    String shown =
        place.length() <= LONGEST_PLACE ? place : place.substring(0, LONGEST_PLACE) + "…";
    // Null for types that are read by no bean deserializer.
    Collection<Object> known = Objects.requireNonNullElse(e.getKnownPropertyIds(), List.of());
    return "%s is no property here; there are: %s"
        .formatted(
            shown, known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", ")));
  }

  /// Ends an answer before routing.
  public static void end(HttpServerResponse answer, ErrorCode code, @Nullable String detail) {
    answer
        .setStatusCode(code.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .end(Json.write(Problem.of(code, detail)));
  }

  private static Response response(ErrorCode code, @Nullable String detail) {
    return response(code, detail, null);
  }

  private static Response response(
      ErrorCode code, @Nullable String detail, @Nullable Duration retryAfter) {
    Response.ResponseBuilder response =
        Response.status(code.status()).type(MEDIA_TYPE).entity(Problem.of(code, detail));
    Duration later = retryAfter == null && code.status() == UNAVAILABLE ? SOON : retryAfter;
    if (later != null) {
      // Whole seconds, rounded up.
      response.header(HttpHeaders.RETRY_AFTER, later.plusMillis(999).toSeconds());
    }
    return response.build();
  }
}

package dev.plimsoll.planner.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.job.BuildOrder;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.LoadOrder;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.Set;

/// Payloads of the kinds of jobs that planners run. A part that is not known is refused.
public final class OrderPayloads {
  /// The kinds.
  public static final Set<String> KINDS =
      Set.of(JobRequest.BUILD, JobRequest.EXTRACT, JobRequest.LOAD);

  private static final ObjectReader STRICT =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private OrderPayloads() {}

  /// @param job its name, for messages
  /// @param kind one of [#KINDS]
  /// @throws PlimsollException INVALID_REQUEST, naming the job and the part
  public static Record check(String job, String kind, String payload) {
    try {
      Record order = read(kind, payload);
      Bounds.check(order);
      return order;
    } catch (UnrecognizedPropertyException e) {
      throw wrong(job, kind, "there is no " + e.getPropertyName());
    } catch (ValueInstantiationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw wrong(job, kind, String.valueOf(cause.getMessage()));
    } catch (JsonProcessingException e) {
      throw wrong(job, kind, e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw wrong(job, kind, String.valueOf(e.getMessage()));
    }
  }

  private static Record read(String kind, String payload) throws JsonProcessingException {
    return switch (kind) {
      case JobRequest.BUILD -> STRICT.forType(BuildOrder.class).<BuildOrder>readValue(payload);
      case JobRequest.EXTRACT ->
          STRICT.forType(ExtractRequest.class).<ExtractRequest>readValue(payload);
      case JobRequest.LOAD -> STRICT.forType(LoadOrder.class).<LoadOrder>readValue(payload);
      default -> throw new IllegalStateException("planners do not run " + kind);
    };
  }

  private static PlimsollException wrong(String job, String kind, String what) {
    return PlimsollException.invalidRequest("job %s, %s: %s".formatted(job, kind, what));
  }
}

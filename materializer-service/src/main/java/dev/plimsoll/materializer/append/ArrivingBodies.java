package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Request bodies that have not arrived completely. They hold no thread and no place at the
/// [AdmissionLimiter], so slow senders keep nobody out. Their total size is limited.
@Singleton
public final class ArrivingBodies {
  /// After [BodyLimit].
  private static final int PRIORITY = 800;

  /// Time limit for a body.
  private static final long LONGEST_MS = 60_000;

  /// Bodies of the greatest size in memory.
  private static final int GREATEST = 8;
  private static final String ARRIVED = ArrivingBodies.class.getName();

  private final long maxBytes;
  private final long maxOfAll;
  private final AdmissionLimiter limiter;
  private final AtomicLong held = new AtomicLong();

  @Inject
  public ArrivingBodies(AppendConfig config, AdmissionLimiter limiter) {
    maxBytes = config.maxRequestSize().asLongValue();
    maxOfAll = maxBytes * GREATEST;
    this.limiter = limiter;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext request) {
    if (request.request().method() != HttpMethod.POST
        || !AppendResource.limitsItself(request.request().path())
        || BodyLimit.isStream(request.request())) {
      request.next();
      return;
    }
    Arriving arriving = new Arriving(request);
    request.put(ARRIVED, arriving);
    try {
      limiter.requireRoom();
      arriving.begin();
    } catch (PlimsollException e) {
      arriving.fail(e);
    }
  }

  /// The body of an accepted request.
  ///
  /// @throws PlimsollException REQUEST_TOO_LARGE or TOO_MANY_REQUESTS
  byte[] of(RoutingContext request) {
    return Objects.requireNonNull(request.<Arriving>get(ARRIVED)).bytes();
  }

  /// Bytes in memory.
  long held() {
    return held.get();
  }

  /// Runs on the event loop of its connection, except [#bytes].
  private final class Arriving {
    private final RoutingContext request;
    private final HttpServerRequest sent;
    private final Vertx vertx;
    private @Nullable Buffer content;
    private @Nullable PlimsollException failure;
    private boolean joined;
    private long counted;
    private long timer = -1;
    private boolean ended;

    Arriving(RoutingContext request) {
      this.request = request;
      sent = request.request();
      vertx = request.vertx();
    }

    void begin() {
      // From the start: an announced body may never begin.
      timer = vertx.setTimer(LONGEST_MS, _ -> giveUp());
      request.addEndHandler(_ -> release());
      sent.exceptionHandler(_ -> release());
      sent.handler(this::take);
      sent.endHandler(_ -> passOn());
      sent.resume();
    }

    private void take(Buffer part) {
      if (ended) {
        return;
      }
      try {
        hold(part.length());
      } catch (PlimsollException e) {
        fail(e);
        return;
      }
      if (content == null) {
        // Most come in one part.
        content = part;
      } else if (!joined) {
        content = Buffer.buffer(2 * content.length()).appendBuffer(content).appendBuffer(part);
        joined = true;
      } else {
        content.appendBuffer(part);
      }
    }

    private void hold(int more) {
      counted += more;
      held.addAndGet(more);
      if (counted > maxBytes) {
        throw Body.tooLarge(maxBytes);
      }
      if (held.get() > maxOfAll) {
        throw PlimsollException.retryLater(
            ErrorCode.TOO_MANY_REQUESTS,
            "bodies of more than " + maxOfAll + " bytes are being sent",
            Duration.ofSeconds(1));
      }
    }

    private void passOn() {
      if (!ended) {
        ended = true;
        vertx.cancelTimer(timer);
        request.next();
      }
    }

    /// Discards the rest of the body; [#bytes] throws the reason.
    void fail(PlimsollException why) {
      ended = true;
      failure = why;
      content = null;
      release();
      sent.handler(_ -> {});
      sent.endHandler(_ -> {});
      if (why.code() == ErrorCode.REQUEST_TOO_LARGE) {
        BodyLimit.closeAfterwards(request);
      }
      request.next();
    }

    private void giveUp() {
      release();
      if (!ended) {
        ended = true;
        sent.connection().close();
      }
    }

    private void release() {
      vertx.cancelTimer(timer);
      held.addAndGet(-counted);
      counted = 0;
    }

    byte[] bytes() {
      if (failure != null) {
        throw failure;
      }
      return content == null ? new byte[0] : content.getBytes();
    }
  }
}

package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Bodies that have not arrived whole. They hold no place at the [Turnstile], so that one that was
/// sent by half keeps nobody out; together they may hold so many bytes, whatever they are.
@Singleton
public final class ArrivingBodies {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int AT_ONCE = 8 << 10;

  /// Bodies of the greatest size that may be in memory.
  private static final int GREATEST = 8;

  private final long maxBytes;
  private final long maxOfAll;
  private final AtomicLong held = new AtomicLong();

  @Inject
  public ArrivingBodies(AppendConfig config) {
    this(config.maxRequestSize().asLongValue(), GREATEST);
  }

  ArrivingBodies(long maxBytes, int greatest) {
    this.maxBytes = maxBytes;
    maxOfAll = maxBytes * greatest;
  }

  /// A body that is there, until it is closed.
  final class Whole implements AutoCloseable {
    private byte[] bytes = new byte[0];
    private long counted;

    private Whole() {}

    InputStream stream() {
      return new ByteArrayInputStream(bytes);
    }

    private void hold(int more) {
      counted += more;
      if (held.addAndGet(more) > maxOfAll) {
        throw PlimsollException.retryLater(
            ErrorCode.TOO_MANY_REQUESTS,
            "bodies of more than " + maxOfAll + " bytes are being sent",
            RETRY_AFTER);
      }
    }

    @Override
    public void close() {
      held.addAndGet(-counted);
      counted = 0;
    }
  }

  /// Waits until it is there.
  ///
  /// @throws PlimsollException REQUEST_TOO_LARGE, or TOO_MANY_REQUESTS
  /// @throws IOException the client went away
  Whole read(InputStream in) throws IOException {
    Whole whole = new Whole();
    boolean read = false;
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(AT_ONCE);
      byte[] buffer = new byte[AT_ONCE];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (bytes.size() + length > maxBytes) {
          throw Body.tooLarge(maxBytes);
        }
        whole.hold(length);
        bytes.write(buffer, 0, length);
      }
      whole.bytes = bytes.toByteArray();
      read = true;
      return whole;
    } finally {
      if (!read) {
        whole.close();
      }
    }
  }

  /// Bytes that are held now.
  long held() {
    return held.get();
  }
}

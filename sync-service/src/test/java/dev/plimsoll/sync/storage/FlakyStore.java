package dev.plimsoll.sync.storage;

import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.trust.Authorities;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Stands between the service and the stack's object store, and passes everything on until a test
/// asks for something else. The store's own middleware can be slow, but knows no errors.
///
/// A connection carries one request. What the signature is made of passes unchanged.
public final class FlakyStore implements QuarkusTestResourceLifecycleManager {
  private static final String FAILED = "plimsoll.test.flaky.failed";
  private static final String MANNER = "plimsoll.test.flaky.manner";
  private static final long LATENCY_NANOS = Duration.ofMillis(200).toNanos();
  private static final int ONE_IN = 20;
  private static final int BACKLOG = 100;

  /// What it does with a request.
  public enum Manner {
    /// It passes it on.
    PASSES,
    /// Each answer comes 200 ms late, and one in twenty is an error: for half of them the request
    /// has not reached the store, for the others it has done its work and the answer is lost.
    FLAKY,
    /// It answers as a store does that has no such bucket.
    WITHOUT_BUCKET
  }

  private enum Fault {
    NONE,
    REFUSED,
    ANSWER_LOST,
    NO_BUCKET
  }

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private URI store = URI.create("http://127.0.0.1");
  private SocketFactory connections = SocketFactory.getDefault();
  private ServerSocket server;
  private int requests;
  private int failing;

  /// Requests that were answered by an error. A field would not do: test and resource may be of
  /// several class loaders.
  static int failed() {
    return Integer.getInteger(FAILED, 0);
  }

  /// From now on.
  public static void be(Manner manner) {
    System.setProperty(MANNER, manner.name());
  }

  @Override
  public Map<String, String> start() {
    StackResource stack = new StackResource();
    stack.init(Map.of("service", "sync"));
    Map<String, String> settings = stack.start();
    store = URI.create(settings.get("plimsoll.s3.endpoint"));
    connections = connections(settings.get("plimsoll.s3.ca"));
    System.setProperty(FAILED, "0");
    System.out.println("flaky store: seed " + seed);
    try {
      server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("flaky-store").start(this::accept);
    return Map.of("plimsoll.s3.endpoint", "http://127.0.0.1:" + server.getLocalPort());
  }

  private static SocketFactory connections(@Nullable String authorities) {
    if (authorities == null) {
      return SocketFactory.getDefault();
    }
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, Authorities.trustManagers(Path.of(authorities), "plimsoll.s3.ca"), null);
      return tls.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /// After the stack's, whose endpoint it replaces.
  @Override
  public int order() {
    return 10;
  }

  @Override
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().name("flaky-request").start(() -> handle(client));
      } catch (IOException e) {
        // The end of the tests.
        return;
      }
    }
  }

  private Fault fault(Manner manner) {
    return switch (manner) {
      case PASSES -> Fault.NONE;
      case FLAKY -> {
        LockSupport.parkNanos(LATENCY_NANOS);
        yield next();
      }
      case WITHOUT_BUCKET -> Fault.NO_BUCKET;
    };
  }

  // One of each twenty, so that none of them is without.
  private synchronized Fault next() {
    if (requests % ONE_IN == 0) {
      failing = random.nextInt(ONE_IN);
    }
    boolean fails = requests++ % ONE_IN == failing;
    if (!fails) {
      return Fault.NONE;
    }
    System.setProperty(FAILED, Integer.toString(failed() + 1));
    return random.nextBoolean() ? Fault.REFUSED : Fault.ANSWER_LOST;
  }

  private void handle(Socket client) {
    try (client) {
      InputStream request = new BufferedInputStream(client.getInputStream());
      Head head = Head.read(request);
      Fault fault = fault(Manner.valueOf(System.getProperty(MANNER, Manner.PASSES.name())));
      if (head.expectsToBeAsked()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      switch (fault) {
        case NONE -> forward(head, request, client.getOutputStream());
        case REFUSED -> {
          copy(request, OutputStream.nullOutputStream(), head.bodyLength());
          answer(head, "503 Slow Down", "SlowDown", client.getOutputStream());
        }
        case NO_BUCKET -> {
          copy(request, OutputStream.nullOutputStream(), head.bodyLength());
          answer(head, "404 Not Found", "NoSuchBucket", client.getOutputStream());
        }
        case ANSWER_LOST -> {
          forward(head, request, OutputStream.nullOutputStream());
          answer(head, "500 Internal Server Error", "InternalError", client.getOutputStream());
        }
      }
    } catch (IOException e) {
      // One of both sides is gone: the other one sees a broken connection, as it would without us.
    }
  }

  private void forward(Head head, InputStream body, OutputStream answer) throws IOException {
    try (Socket upstream = connections.createSocket(store.getHost(), store.getPort())) {
      upstream.getOutputStream().write(head.forStore());
      copy(body, upstream.getOutputStream(), head.bodyLength());
      upstream.getOutputStream().flush();
      upstream.getInputStream().transferTo(answer);
      answer.flush();
    }
  }

  private static void copy(InputStream from, OutputStream to, long count) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long left = count;
    while (left > 0) {
      int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException();
      }
      to.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void answer(Head head, String status, String code, OutputStream out)
      throws IOException {
    String body =
        "<Error><Code>%s</Code><Message>planned by the test</Message></Error>".formatted(code);
    String text =
        "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, body.length(), head.isHead() ? "" : body);
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /// Request line and headers.
  private record Head(List<String> lines) {
    static Head read(InputStream in) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int newlines = 0;
      while (newlines < 2) {
        int next = in.read();
        if (next < 0) {
          throw new EOFException();
        }
        bytes.write(next);
        if (next != '\r') {
          newlines = next == '\n' ? newlines + 1 : 0;
        }
      }
      return new Head(
          bytes
              .toString(StandardCharsets.ISO_8859_1)
              .lines()
              .filter(line -> !line.isEmpty())
              .toList());
    }

    private boolean has(String line) {
      return lines.stream().anyMatch(each -> each.toLowerCase(Locale.ROOT).startsWith(line));
    }

    boolean isHead() {
      return has("head ");
    }

    boolean expectsToBeAsked() {
      return has("expect: 100-continue");
    }

    long bodyLength() {
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
          .findFirst()
          .orElse(0);
    }

    /// None of what is left out is signed.
    byte[] forStore() {
      StringBuilder text = new StringBuilder();
      for (String line : lines) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("connection:") && !lower.startsWith("expect:")) {
          text.append(line).append("\r\n");
        }
      }
      return text.append("Connection: close\r\n\r\n")
          .toString()
          .getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}

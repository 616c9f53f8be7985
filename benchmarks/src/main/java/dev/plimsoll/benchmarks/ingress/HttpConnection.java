package dev.plimsoll.benchmarks.ingress;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Connection that is kept alive, one request at a time. A plain socket: the JDK's client would
/// take a good part of the CPU that is measured.
public final class HttpConnection implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final byte[] head;
  private final StringBuilder line = new StringBuilder();
  private byte[] request = new byte[BUFFER];

  public HttpConnection(URI target, String token, String contentType) throws IOException {
    socket = new Socket(target.getHost(), target.getPort());
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    String path = target.getPath() + (target.getQuery() == null ? "" : "?" + target.getQuery());
    head =
        ("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nAccept: %s\r\nContent-Length: "
                .formatted(path, target.getAuthority(), token, contentType, contentType))
            .getBytes(StandardCharsets.US_ASCII);
  }

  /// @param body whole, empty for none
  public record Answer(int status, byte[] body) {}

  /// Sends a body, passes over that of the answer and returns its status.
  public int post(byte[] body) throws IOException {
    send(body);
    return answer(null);
  }

  /// Sends a body and returns the whole answer.
  public Answer exchange(byte[] body) throws IOException {
    send(body);
    ByteArrayOutputStream answered = new ByteArrayOutputStream();
    int status = answer(answered);
    return new Answer(status, answered.toByteArray());
  }

  private void send(byte[] body) throws IOException {
    byte[] rest = (body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    int all = head.length + rest.length + body.length;
    if (request.length < all) {
      request = new byte[2 * all];
    }
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(rest, 0, request, head.length, rest.length);
    System.arraycopy(body, 0, request, head.length + rest.length, body.length);
    out.write(request, 0, all);
  }

  /// @param body takes that of the answer; null for nobody
  private int answer(@Nullable ByteArrayOutputStream body) throws IOException {
    int status = Integer.parseInt(next().substring(9, 12));
    long length = -1;
    boolean chunked = false;
    for (String header = next(); !header.isEmpty(); header = next()) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Long.parseLong(header.substring(15).strip());
      } else if (header.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
        chunked = true;
      }
    }
    if (chunked) {
      for (int size = chunk(); ; size = chunk()) {
        take(size, body);
        next();
        if (size == 0) {
          return status;
        }
      }
    }
    take(Math.toIntExact(Math.max(0, length)), body);
    return status;
  }

  private void take(int size, @Nullable ByteArrayOutputStream body) throws IOException {
    if (body == null) {
      in.skipNBytes(size);
      return;
    }
    byte[] taken = in.readNBytes(size);
    if (taken.length < size) {
      throw new EOFException("the service ended the connection");
    }
    body.writeBytes(taken);
  }

  private int chunk() throws IOException {
    return Integer.parseInt(next().strip(), 16);
  }

  private String next() throws IOException {
    line.setLength(0);
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the service ended the connection");
      }
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

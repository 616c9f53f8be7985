package dev.plimsoll.kafka.commit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;

/// A port that nobody answers until a server is put behind it.
final class DeferredPort implements AutoCloseable {
  private final int port;
  private ServerSocket front;

  private DeferredPort(int port) {
    this.port = port;
  }

  static DeferredPort closed() {
    try (ServerSocket free = new ServerSocket(0)) {
      return new DeferredPort(free.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /// @param server `host:port`, or several, of which the first counts
  void open(String server) throws IOException {
    front = new ServerSocket(port);
    String[] first = server.split(",")[0].split(":");
    Thread.ofVirtual().start(() -> accept(first[0], first[1]));
  }

  private void accept(String host, String behind) {
    try {
      while (true) {
        Socket client = front.accept();
        Socket server = new Socket(host, Integer.parseInt(behind));
        Thread.ofVirtual().start(() -> pass(client, server));
        Thread.ofVirtual().start(() -> pass(server, client));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One of the two has gone.
    }
  }

  @Override
  public void close() throws IOException {
    if (front != null) {
      front.close();
    }
  }
}

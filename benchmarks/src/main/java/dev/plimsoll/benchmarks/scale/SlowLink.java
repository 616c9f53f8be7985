package dev.plimsoll.benchmarks.scale;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Link to a database that carries no more than so many bytes a second from it, in each connection:
/// what a distant or a throttled source is like. It waits and takes no CPU meanwhile.
final class SlowLink implements AutoCloseable {
  private static final int CHUNK = 8 << 10;

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile double bytesPerSecond;

  private SlowLink(String host, int port, ServerSocket listener, double bytesPerSecond) {
    this.host = host;
    this.port = port;
    this.listener = listener;
    this.bytesPerSecond = bytesPerSecond;
  }

  static SlowLink to(String host, int port, double bytesPerSecond) throws IOException {
    SlowLink link =
        new SlowLink(
            host, port, new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), bytesPerSecond);
    Thread.ofVirtual().name("slow-link").start(link::accept);
    return link;
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Bytes a second of each connection from now on.
  void pace(double wanted) {
    bytesPerSecond = wanted;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> carry(client));
      } catch (IOException e) {
        close();
      }
    }
  }

  private void carry(Socket client) {
    try (client;
        Socket server = new Socket(host, port)) {
      open.add(client);
      open.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      // Little waits in the kernel, or it would not be the link that is slow.
      client.setSendBufferSize(CHUNK);
      Thread up = Thread.ofVirtual().start(() -> copy(client, server, false));
      copy(server, client, true);
      up.join();
    } catch (IOException e) {
      // The service sees a connection that ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void copy(Socket from, Socket to, boolean paced) {
    byte[] buffer = new byte[CHUNK];
    long free = System.nanoTime();
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (paced) {
          free = Math.max(free, System.nanoTime()) + (long) (read * 1e9 / bytesPerSecond);
        }
        out.write(buffer, 0, read);
        for (long left = free - System.nanoTime();
            paced && left > 0;
            left = free - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // Nobody connects any more.
    }
    open.forEach(SlowLink::closeQuietly);
  }
}

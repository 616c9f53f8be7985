package dev.plimsoll.testkit;

import dev.plimsoll.contracts.database.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Proxy of a database whose connections a test can cut, mend or silence. After a cut the session
/// goes on in the server, which notices when it next answers.
public final class FaultProxy implements AutoCloseable {
  private final DatabaseAddress behind;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private final Set<Socket> swallowed = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private FaultProxy(DatabaseAddress behind, ServerSocket listener) {
    this.behind = behind;
    this.listener = listener;
  }

  public static FaultProxy to(DatabaseAddress behind) throws IOException {
    ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    FaultProxy proxy = new FaultProxy(behind, listener);
    Thread.ofVirtual().name("fault-proxy").start(proxy::accept);
    return proxy;
  }

  /// Address of the database through this proxy.
  public DatabaseAddress address() {
    return new DatabaseAddress(
        listener.getInetAddress().getHostAddress(),
        listener.getLocalPort(),
        behind.database(),
        behind.user(),
        behind.sslMode(),
        behind.credential());
  }

  /// Ends all connections and refuses new ones until [#mend].
  public void cut() {
    cut = true;
    open.forEach(FaultProxy::close);
  }

  public void mend() {
    cut = false;
  }

  /// Silently drops all bytes of the present connections; new ones work.
  public void swallow() {
    swallowed.addAll(open);
  }

  /// Number of refused connections.
  public int refused() {
    return refused.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (cut) {
          refused.incrementAndGet();
          close(client);
        } else {
          Thread.ofVirtual().start(() -> carry(client));
        }
      } catch (IOException e) {
        close();
      }
    }
  }

  private void carry(Socket client) {
    try (client;
        Socket server = new Socket(behind.host(), behind.port())) {
      open.add(client);
      open.add(server);
      if (cut) {
        return;
      }
      Thread answers = Thread.ofVirtual().start(() -> pump(server, client));
      pump(client, server);
      close(server);
      answers.join();
    } catch (IOException e) {
      close(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.removeIf(Socket::isClosed);
      swallowed.removeIf(Socket::isClosed);
    }
  }

  private void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] some = new byte[8192];
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        if (!swallowed.contains(to)) {
          out.write(some, 0, read);
        }
      }
    } catch (IOException e) {
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    open.forEach(FaultProxy::close);
  }
}

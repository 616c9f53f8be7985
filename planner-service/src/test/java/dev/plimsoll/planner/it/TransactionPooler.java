package dev.plimsoll.planner.it;

import dev.plimsoll.contracts.database.DatabaseAddress;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// What a pooler in transaction mode is to its clients: one session of the server, which each of
/// them has for a transaction at a time. No real one: it knows the protocol as far as this needs
/// it, and whoever comes first logs in for all.
final class TransactionPooler implements AutoCloseable {
  private static final int READY = 'Z';

  private final DatabaseAddress behind;
  private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final Semaphore session = new Semaphore(1);
  private @Nullable Socket server;
  // What the server says of itself after a login.
  private byte[] greeting = {};

  private TransactionPooler(DatabaseAddress behind) throws IOException {
    this.behind = behind;
  }

  static TransactionPooler to(DatabaseAddress behind) throws IOException {
    TransactionPooler pooler = new TransactionPooler(behind);
    Thread.ofVirtual().start(pooler::accept);
    return pooler;
  }

  DatabaseAddress address() {
    return new DatabaseAddress(
        listener.getInetAddress().getHostAddress(),
        listener.getLocalPort(),
        behind.database(),
        behind.user(),
        behind.sslMode(),
        behind.credential());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private record Message(int type, byte[] bytes) {
    boolean ends() {
      return type == READY;
    }

    boolean idle() {
      return bytes[bytes.length - 1] == 'I';
    }
  }

  private void serve(Socket client) {
    boolean mine = false;
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      byte[] startup = startup(in);
      session.acquire();
      mine = true;
      Socket backend = server;
      if (backend == null) {
        backend = logIn(startup, in, out);
        server = backend;
      } else {
        out.write(greeting);
        out.flush();
      }
      session.release();
      mine = false;
      DataInputStream answers = new DataInputStream(backend.getInputStream());
      for (Message asked = read(in); asked.type() != 'X'; asked = read(in)) {
        if (!mine) {
          session.acquire();
          mine = true;
        }
        backend.getOutputStream().write(asked.bytes());
        if (asked.type() == 'Q' || asked.type() == 'S') {
          mine = !answered(answers, out);
          if (!mine) {
            session.release();
          }
        }
      }
    } catch (IOException e) {
      // The client went away, as clients do.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (mine) {
        session.release();
      }
    }
  }

  /// @return whether the transaction has ended
  private static boolean answered(DataInputStream answers, OutputStream out) throws IOException {
    Message answer = read(answers);
    for (; !answer.ends(); answer = read(answers)) {
      out.write(answer.bytes());
    }
    out.write(answer.bytes());
    out.flush();
    return answer.idle();
  }

  private Socket logIn(byte[] startup, DataInputStream in, OutputStream out) throws IOException {
    Socket backend = new Socket(behind.host(), behind.port());
    backend.getOutputStream().write(startup);
    DataInputStream answers = new DataInputStream(backend.getInputStream());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean accepted = false;
    while (true) {
      Message answer = read(answers);
      out.write(answer.bytes());
      out.flush();
      if (answer.type() == 'R') {
        int kind = answer.bytes()[8];
        accepted = kind == 0;
        // 12 is the last word of SCRAM; it and "ok" want no answer.
        if (kind != 0 && kind != 12) {
          backend.getOutputStream().write(read(in).bytes());
        }
      }
      if (accepted) {
        said.write(answer.bytes());
      }
      if (answer.ends()) {
        greeting = said.toByteArray();
        return backend;
      }
    }
  }

  private static byte[] startup(DataInputStream in) throws IOException {
    int length = in.readInt();
    return with(new byte[0], length, in.readNBytes(length - 4));
  }

  private static Message read(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    int length = in.readInt();
    return new Message(type, with(new byte[] {(byte) type}, length, in.readNBytes(length - 4)));
  }

  private static byte[] with(byte[] before, int length, byte[] after) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(before);
    for (int shift = 24; shift >= 0; shift -= 8) {
      all.write(length >> shift);
    }
    all.write(after);
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Socket backend = server;
    if (backend != null) {
      backend.close();
    }
  }
}

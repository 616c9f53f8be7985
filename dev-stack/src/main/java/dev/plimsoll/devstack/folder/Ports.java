package dev.plimsoll.devstack.folder;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of the parts: the port asked for, else that of the last start if free, else a free one.
public final class Ports {
  // Below the ports of outgoing connections (32768 on in Linux, 49152 on in macOS), so that a port
  // is likely to be free again at the next start.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  private final Path file;
  private final Properties remembered = new Properties();
  private final Set<Integer> taken = new HashSet<>();

  /// @param file with the choices of the last start
  public Ports(Path file) {
    this.file = file;
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        remembered.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Chooses the port of a part.
  ///
  /// @param asked 1 to 65535, or 0 for any
  /// @throws PlimsollException PORT_IN_USE when the port asked for is taken
  public int choose(String part, int asked) {
    int port = asked != 0 ? requireFree(part, asked) : rememberedOrAny(part);
    taken.add(port);
    remembered.setProperty(part, Integer.toString(port));
    return port;
  }

  /// Whether someone holds a port that was chosen.
  public boolean isAnyTaken() {
    return !taken.stream().allMatch(Ports::isBindable);
  }

  /// Present or last port of a part.
  public OptionalInt remembered(String part) {
    String last = remembered.getProperty(part);
    return last != null && last.matches("[0-9]{1,5}")
        ? OptionalInt.of(Integer.parseInt(last))
        : OptionalInt.empty();
  }

  /// Stores the choices for the next start.
  public void remember() {
    try (Writer writer = Files.newBufferedWriter(file)) {
      remembered.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int requireFree(String part, int port) {
    if (!isFree(port)) {
      throw new PlimsollException(
          ErrorCode.PORT_IN_USE, "port %d, asked for %s, is taken".formatted(port, part));
    }
    return port;
  }

  private int rememberedOrAny(String part) {
    OptionalInt last = remembered(part);
    if (last.isPresent() && isFree(last.getAsInt())) {
      return last.getAsInt();
    }
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new PlimsollException(
        ErrorCode.PORT_IN_USE, "no free port between %d and %d".formatted(LOWEST, HIGHEST));
  }

  private boolean isFree(int port) {
    return !taken.contains(port) && isBindable(port);
  }

  private static boolean isBindable(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

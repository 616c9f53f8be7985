package dev.plimsoll.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;

/// What Java itself cannot send.
enum Signal {
  QUIT;

  /// @param pid of a process that this test, or what it has started, has started
  void send(long pid) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name() + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

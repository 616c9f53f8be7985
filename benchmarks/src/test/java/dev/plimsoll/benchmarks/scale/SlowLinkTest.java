package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

final class SlowLinkTest {
  private static final int BYTES = 100_000;

  @Test
  void carriesEveryByteAndNoFasterThanItsPace() throws Exception {
    // given a server that answers what it was sent, over a link of 200 kB a second
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server));
      try (SlowLink link = SlowLink.to("127.0.0.1", server.getLocalPort(), 200_000);
          Socket socket = new Socket("127.0.0.1", link.port())) {
        // when
        byte[] sent = new byte[BYTES];
        sent[BYTES - 1] = 7;
        long begin = System.nanoTime();
        socket.getOutputStream().write(sent);
        byte[] back = socket.getInputStream().readNBytes(BYTES);
        double seconds = (System.nanoTime() - begin) / 1e9;
        // then the last chunk arrives before its time is over
        assertThat(back).isEqualTo(sent);
        assertThat(seconds).isGreaterThan(0.4);
      }
    }
  }

  private static void answer(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write(client.getInputStream().readNBytes(BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

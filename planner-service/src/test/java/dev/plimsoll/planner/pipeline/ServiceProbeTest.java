package dev.plimsoll.planner.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.plan.PipelineView.ServiceView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServiceProbeTest {
  @Test
  void saysWhoIsAwayAndSinceWhen() throws Exception {
    // given a service that is ready
    AtomicInteger status = new AtomicInteger(200);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    try {
      Instant start = Instant.parse("2026-03-01T12:00:00Z");
      AtomicReference<Instant> now = new AtomicReference<>(start);
      InstantSource clock = now::get;
      URI root = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      ServiceProbe neighbours = new ServiceProbe(Map.of("builder", root), clock);
      assertThat(neighbours.seen()).isEmpty();

      // then it is there, since it was first seen
      neighbours.look();
      now.set(now.get().plusSeconds(10));
      neighbours.look();
      assertThat(neighbours.seen()).containsExactly(new ServiceView("builder", null, start));

      // when it is not ready, and then gone: that is one absence
      Instant lost = clock.instant();
      status.set(503);
      neighbours.look();
      assertThat(neighbours.seen())
          .containsExactly(new ServiceView("builder", "it runs and is not ready", lost));
      now.set(now.get().plusSeconds(10));
      server.stop(0);
      neighbours.look();
      assertThat(neighbours.seen())
          .containsExactly(new ServiceView("builder", "nothing answers at its address", lost));
    } finally {
      server.stop(0);
    }
  }
}

package dev.plimsoll.planner.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.config.PlannerConfig.Neighbour;
import dev.plimsoll.planner.neighbour.NeighbourApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnknownQueryServiceTest {
  private record At(URI url, Optional<Path> tokenFile) implements Neighbour {}

  @Test
  void whatIsToBeSetIsSaid() {
    for (Map<String, Neighbour> services :
        Map.<String, Map<String, Neighbour>>of(
                "neither", Map.of(),
                "no token",
                    Map.of("query", new At(URI.create("http://localhost:1"), Optional.empty())))
            .values()) {
      try (QueryServiceApi api = new QueryServiceApi(new NeighbourApi("query", services))) {
        assertThatThrownBy(api::statistics)
            .isInstanceOfSatisfying(
                PlimsollException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
            .hasMessageContaining("plimsoll.planner.services.query.url and .token-file");
      }
    }
  }

  @Test
  void aServiceThatIsAwayIsNoDefectOfThePlanner(@TempDir Path folder) throws IOException {
    // Given an address where nothing is
    Path token = Files.writeString(folder.resolve("token"), "t\n");
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    At away = new At(URI.create("http://127.0.0.1:" + free), Optional.of(token));

    try (QueryServiceApi api =
        new QueryServiceApi(new NeighbourApi("query", Map.of("query", away)))) {
      assertThatThrownBy(api::statistics)
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST))
          .hasMessageStartingWith("the query service does not answer: ");
    }
  }
}

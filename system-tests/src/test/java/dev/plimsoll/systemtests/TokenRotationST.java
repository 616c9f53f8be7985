package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `./plimsoll token rotate` while everything runs. Nobody else asks the system meanwhile.
@SharedSystem.Alone
final class TokenRotationST {
  private static final int NOT_FOUND = 404;
  private static final int UNAUTHENTICATED = 401;

  @Test
  void theNewTokenIsGoodAtEveryServiceAndTheOldOneAtNone(SharedSystem system) throws Exception {
    // given
    Path file = Path.of(system.up().path("tokenFile").asText());
    String old = Files.readString(file).strip();

    // when
    JsonNode answer = system.launcher().run(0, "token", "rotate", "--json").json();

    // then
    String fresh = Files.readString(file).strip();
    assertThat(fresh).isNotEqualTo(old);
    assertThat(answer.path("services")).hasSize(5);
    for (JsonNode service : system.up().path("services")) {
      assertThat(status(service.asText(), old)).as("%s", service).isEqualTo(UNAUTHENTICATED);
      assertThat(status(service.asText(), fresh)).as("%s", service).isEqualTo(NOT_FOUND);
    }
    system.launcher().run(0, "extract", "list");
  }

  private static int status(String service, String token) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(service).resolve("/api/v1/nothing"))
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}

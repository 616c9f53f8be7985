package dev.plimsoll.http.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.http.token.EdgeConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
  private final ChangeLog log =
      new ChangeLog(
          new EdgeConfig() {
            @Override
            public Optional<List<String>> openPaths() {
              return Optional.empty();
            }

            @Override
            public Optional<List<String>> hosts() {
              return Optional.empty();
            }

            @Override
            public Optional<List<String>> unrecordedChanges() {
              return Optional.of(List.of("POST /api/v1/files", "PUT /api/v1/consumers/*"));
            }

            @Override
            public Optional<List<String>> readingPosts() {
              return Optional.empty();
            }
          });

  @Test
  void recordsWhatMayChangeSomething() {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
      assertThat(log.isRecorded(method, "/api/v1/builds")).isTrue();
    }
    assertThat(log.isRecorded("ODD", "/api/v1/builds")).isTrue();
    assertThat(log.isRecorded("POST", "/api/v1/files/x")).isTrue();
    assertThat(log.isRecorded("POST", "/api/v1/files")).isFalse();
    assertThat(log.isRecorded("DELETE", "/api/v1/files")).isTrue();
    assertThat(log.isRecorded("PUT", "/api/v1/consumers/c/positions")).isFalse();
    assertThat(log.isRecorded("DELETE", "/api/v1/consumers/c")).isTrue();
    assertThat(log.isRecorded("GET", "/api/v1/builds")).isFalse();
  }

  @Test
  void letsNobodyWriteLinesOfHisOwn() {
    assertThat(ChangeLog.printable("/a%0ab")).isEqualTo("/a%0ab");
    assertThat(ChangeLog.printable("/a\nb\u001b[31mc\u00e9")).isEqualTo("/a?b?[31mc?");
    assertThat(ChangeLog.printable("/" + "x".repeat(1_000))).hasSize(303).endsWith("...");
  }
}

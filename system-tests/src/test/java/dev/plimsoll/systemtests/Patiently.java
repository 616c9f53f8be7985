package dev.plimsoll.systemtests;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Questions to services that are killed now and then.
final class Patiently {
  private static final Duration BACK_WITHIN = Duration.ofMinutes(4);

  private Patiently() {}

  /// Asks again while the service is away; any other refusal is thrown.
  static <T> T ask(Supplier<T> question) {
    return await("an answer")
        .atMost(BACK_WITHIN)
        .until(() -> answer(question), Optional::isPresent)
        .orElseThrow();
  }

  private static <T> Optional<T> answer(Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (PlimsollException e) {
      if (ApiClient.unavailable(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}

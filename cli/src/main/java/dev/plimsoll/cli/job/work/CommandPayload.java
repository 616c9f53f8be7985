package dev.plimsoll.cli.job.work;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a job of kind `command` is to run.
///
/// @param directory null for the worker's own
/// @param timeLimit null for none
record CommandPayload(
    List<String> command,
    Map<String, String> environment,
    @Nullable String directory,
    @Nullable Duration timeLimit) {

  /// @throws PlimsollException INVALID_REQUEST, saying what is wrong
  static CommandPayload of(Map<String, Object> payload) {
    if (!(payload.get("command") instanceof List<?> words) || words.isEmpty()) {
      throw PlimsollException.invalidRequest("its payload has no command, a list of words");
    }
    List<String> command = new ArrayList<>();
    words.forEach(word -> command.add(String.valueOf(word)));
    Map<String, String> environment = new LinkedHashMap<>();
    if (payload.get("environment") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> environment.put(String.valueOf(name), String.valueOf(value)));
    }
    return new CommandPayload(
        command,
        environment,
        payload.get("directory") instanceof String directory ? directory : null,
        timeLimit(payload.get("timeLimit")));
  }

  private static @Nullable Duration timeLimit(@Nullable Object given) {
    if (given == null) {
      return null;
    }
    try {
      return Duration.parse(given.toString());
    } catch (DateTimeException e) {
      throw PlimsollException.invalidRequest("its timeLimit is no duration like PT1H");
    }
  }
}

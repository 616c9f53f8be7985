package dev.plimsoll.contracts.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.ReferenceFile;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Writes `docs/reference/errors.md` and holds it to the code.
final class ErrorsReferenceTest {
  @ParameterizedTest
  @EnumSource
  void everyCodeSaysWhatToDo(ErrorCode code) throws IOException {
    assertThat(code.status()).isBetween(400, 599);
    assertThat(code.title()).isNotBlank().doesNotEndWith(".");
    assertThat(code.fix()).endsWith(".");
    assertThat(Json.read(Json.write(code), ErrorCode.class)).isEqualTo(code);
    Problem problem = Problem.of(code, "detail");
    assertThat(Json.read(Json.write(problem), Problem.class)).isEqualTo(problem);
  }

  @Test
  void theReferenceIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Errors

            Generated from `ErrorCode` in `contracts`; a test fails when it differs.

            HTTP answers `application/problem+json` (RFC 9457) with `type` `urn:plimsoll:error:` and the code; the
            command line prints the same with `--json`. Codes stay the same; titles and texts may get better.

            | code | HTTP | what it means | what to do |
            |---|---|---|---|
            """);
    for (ErrorCode code : ErrorCode.values()) {
      page.append(
          "| `%s` | %d | %s | %s |\n"
              .formatted(code.value(), code.status(), code.title(), code.fix()));
    }
    ReferenceFile.check("errors.md", page.toString());
  }
}

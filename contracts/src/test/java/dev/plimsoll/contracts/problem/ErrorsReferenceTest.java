package dev.plimsoll.contracts.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.ReferenceFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Writes `docs/reference/errors.md` and holds it to the code.
final class ErrorsReferenceTest {
  static List<ErrorCode> codes() {
    return ErrorCode.values();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void everyCodeSaysWhatToDo(ErrorCode code) throws IOException {
    assertThat(code.status()).isBetween(400, 599);
    assertThat(code.title()).isNotBlank().doesNotEndWith(".");
    assertThat(code.fix()).endsWith(".");
    assertThat(Json.read(Json.write(code), ErrorCode.class)).isEqualTo(code);
    Problem problem = Problem.of(code, "detail");
    assertThat(Json.read(Json.write(problem), Problem.class)).isEqualTo(problem);
  }

  /// A client that goes by the status, as most do, is told the same as by the code.
  @ParameterizedTest
  @MethodSource("codes")
  void whatIsAnsweredAsPassingIsTriedAgain(ErrorCode code) {
    if (code.status() == 503 || code.status() == 429) {
      assertThat(code.isTransient()).isTrue();
    }
  }

  @Test
  void eachHasItsConstant() throws ReflectiveOperationException {
    for (KnownError known : KnownError.values()) {
      ErrorCode code = (ErrorCode) ErrorCode.class.getField(known.name()).get(null);
      assertThat(code.known()).isSameAs(known);
      assertThat(code).hasToString(known.name());
    }
  }

  @Test
  void oneOfTomorrowIsNotTriedAgain() {
    assertThat(ErrorCode.of("of-tomorrow").retry()).isEqualTo(RetryCategory.LASTING);
  }

  @Test
  void oneOfTomorrowIsCarriedAsItCame() {
    Problem problem =
        Json.read(
            """
            {"type": "urn:plimsoll:error:of-tomorrow", "title": "New", "status": 422,
             "code": "of-tomorrow", "detail": "x", "fix": "Do it."}
            """,
            Problem.class);

    assertThat(problem.code().value()).isEqualTo("of-tomorrow");
    assertThat(problem.code().known()).isNull();
    assertThat(problem.code()).isEqualTo(ErrorCode.of("of-tomorrow"));
    assertThat(Json.write(problem)).contains("\"code\":\"of-tomorrow\"");
    assertThat(ErrorCode.of("lock-timeout")).isSameAs(ErrorCode.LOCK_TIMEOUT);
    assertThat(ErrorCode.of("LOCK_TIMEOUT").known()).isNull();
  }

  @Test
  void theReferenceIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Errors

            Generated from `KnownError` in `contracts`; a test fails when it differs.

            HTTP answers `application/problem+json` (RFC 9457) with `type` `urn:plimsoll:error:` and the code; the
            command line prints the same with `--json`. Codes stay the same; titles and texts may get better.

            *Tried again* says whether the services do so by themselves, after a pause that doubles.

            | code | HTTP | what it means | tried again | what to do |
            |---|---|---|---|---|
            """);
    for (ErrorCode code : ErrorCode.values()) {
      page.append(
          "| `%s` | %d | %s | %s | %s |\n"
              .formatted(
                  code.value(), code.status(), code.title(), code.retry().text(), code.fix()));
    }
    ReferenceFile.check("errors.md", page.toString());
  }
}

package dev.plimsoll.contracts.problem;

import org.jspecify.annotations.Nullable;

/// An error as HTTP answers it (RFC 9457, `application/problem+json`) and `--json` prints it.
///
/// @param type `urn:plimsoll:error:` and the code, which never changes
public record Problem(
    String type,
    String title,
    int status,
    ErrorCode code,
    @Nullable String detail,
    String fix,
    @Nullable String instance) {

  public static Problem of(ErrorCode code, @Nullable String detail) {
    return new Problem(
        "urn:plimsoll:error:" + code.value(),
        code.title(),
        code.status(),
        code,
        detail,
        code.fix(),
        null);
  }
}

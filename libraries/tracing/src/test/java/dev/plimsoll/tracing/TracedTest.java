package dev.plimsoll.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Where nothing is exported, as by default.
final class TracedTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void theCallersTraceIsPassedOnAndEndsWithTheWork() {
    try (Traced _ = Traced.request("POST", PARENT)) {
      assertThat(TraceParent.current()).isEqualTo(PARENT);
      try (Traced _ = Traced.step("part")) {
        assertThat(TraceParent.current()).isEqualTo(PARENT);
        assertThat(StatementComment.on("CREATE INDEX i ON t (a)\n"))
            .isEqualTo("CREATE INDEX i ON t (a) /*traceparent='" + PARENT + "'*/");
      }
      assertThat(TraceParent.current()).isEqualTo(PARENT);
    }
    assertThat(TraceParent.current()).isNull();
    assertThat(StatementComment.on("SELECT 1\n")).isEqualTo("SELECT 1\n");
  }

  @Test
  void withoutACallersANewOneBeginsEachTime() {
    String first = begun(null);
    String second = begun("malformed");
    assertThat(TraceParent.checked(first)).isEqualTo(first).endsWith("-01");
    assertThat(TraceParent.checked(second)).isEqualTo(second).isNotEqualTo(first);
  }

  private static String begun(String parent) {
    try (Traced _ = Traced.message("m", parent)) {
      return String.valueOf(TraceParent.current());
    }
  }

  @Test
  void aStepOfNothingTracedBeginsNothing() {
    try (Traced _ = Traced.step("part")) {
      assertThat(TraceParent.current()).isNull();
    }
  }

  @Test
  void whatIsStoredIsSentOn() {
    assertThat(SentMessage.of("t", PARENT, Instant.EPOCH).traceparent()).isEqualTo(PARENT);
    assertThat(SentMessage.of("t", null, Instant.EPOCH).traceparent()).isNull();
    assertThat(SentMessage.of("t", "rubbish", Instant.EPOCH).traceparent()).isNull();
  }
}

package dev.plimsoll.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.SpanReceiver;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

final class OtlpExportTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @Test
  void nothingIsExportedByDefault() {
    started(Map.of());
    assertThat(OtlpExport.isOn()).isFalse();
  }

  @Test
  void norWhereItIsDisabled() throws Exception {
    try (SpanReceiver collector = SpanReceiver.start()) {
      started(
          Map.of("otel.exporter.otlp.endpoint", collector.endpoint(), "otel.sdk.disabled", "true"));
      assertThat(OtlpExport.isOn()).isFalse();
    }
  }

  @Test
  void spansOfAMessageItsStepsAndWhatItSendsReachTheEndpoint() throws Exception {
    try (SpanReceiver collector = SpanReceiver.start()) {
      // given
      OtlpExport export =
          started(
              Map.of(
                  "otel.exporter.otlp.endpoint",
                  collector.endpoint(),
                  "otel.bsp.schedule.delay",
                  "50",
                  "quarkus.application.name",
                  "plimsoll-test"));
      // when
      String sent;
      try (Traced message = Traced.message("build", PARENT).id(LogIds.BUILD, "b1")) {
        try (Traced step = Traced.step("create the index")) {
          step.failed("40P01");
        }
        SentMessage event =
            SentMessage.of("events", TraceParent.current(), Instant.now().minusSeconds(1));
        sent = String.valueOf(event.traceparent());
        event.acknowledged();
        message.with("slot", "3");
      }
      try (Traced busy = Traced.stored("load", PARENT)) {
        busy.leaveOut();
      }
      try (TracedPoll _ =
          TracedPoll.of("append", List.of(PARENT, PARENT, "rubbish"), text -> text)) {
        // One span, whatever the number of messages.
      }

      // then
      await().atMost(Duration.ofMinutes(1)).until(() -> collector.spans().size() >= 4);
      export.stop(new ShutdownEvent());
      assertThat(collector.spans())
          .allMatch(span -> span.trace().equals(TRACE) && span.service().equals("plimsoll-test"))
          .extracting(SpanReceiver.Received::name)
          .containsExactlyInAnyOrder("build", "create the index", "send events", "append");
      SpanReceiver.Received build = named(collector, "build");
      assertThat(build.parent()).isEqualTo("00f067aa0ba902b7");
      assertThat(build.kind()).isEqualTo("SPAN_KIND_CONSUMER");
      assertThat(build.attributes())
          .containsEntry("plimsoll.build", "b1")
          .containsEntry("plimsoll.slot", "3");
      SpanReceiver.Received step = named(collector, "create the index");
      assertThat(step.parent()).isEqualTo(build.id());
      assertThat(step.failed()).isTrue();
      SpanReceiver.Received send = named(collector, "send events");
      assertThat(send.parent()).isEqualTo(build.id());
      assertThat(sent).isEqualTo("00-" + TRACE + "-" + send.id() + "-01");
      assertThat(OtlpExport.isOn()).isFalse();
    }
  }

  private static SpanReceiver.Received named(SpanReceiver collector, String name) {
    return collector.spans().stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static OtlpExport started(Map<String, String> settings) {
    Config config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(new HashMap<>(settings), "test", 100))
            .build();
    OtlpExport export = new OtlpExport(config);
    export.start(new StartupEvent());
    return export;
  }
}

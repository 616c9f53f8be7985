package dev.plimsoll.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ProcessAdminTest {
  private static ProcessAdmin of(String servers) {
    return new ProcessAdmin(Map.of("bootstrap.servers", servers), "test", Duration.ofMinutes(5));
  }

  @Test
  @Timeout(60)
  void doesNotWaitForKafkaWhenItEnds() {
    // given a question that Kafka does not answer
    ProcessAdmin admin = of("127.0.0.1:1");
    admin.logIn();
    KafkaFuture<String> asked = admin.get().describeCluster().clusterId();

    // when it ends, minutes before the answer is given up
    admin.close();

    // then
    assertThatThrownBy(asked::get).isInstanceOf(ExecutionException.class);
  }

  @Test
  void whatALoginMeetsIsMetAgain() {
    try (ProcessAdmin admin = of("no-such-host.invalid:9092")) {
      admin.logIn();
      assertThatThrownBy(admin::get).isInstanceOf(KafkaException.class);
      assertThat(admin.servers()).isEqualTo("no-such-host.invalid:9092");
    }
  }
}

package dev.plimsoll.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientPropertiesTest {
  private static final Map<String, String> SECURED =
      Map.of(
          "bootstrap.servers", "127.0.0.1:9093",
          "security.protocol", "SASL_SSL",
          "sasl.mechanism", "SCRAM-SHA-512",
          "sasl.jaas.config",
              "org.apache.kafka.common.security.scram.ScramLoginModule required"
                  + " username=\"plimsoll\" password=\"canary\";",
          "ssl.truststore.location", "/nowhere/trust.pem",
          "ssl.truststore.type", "PEM",
          "group.id", "plimsoll-sync",
          "acks", "1");

  @Test
  void everythingThatIsConfiguredGetsThereAndOnesOwnPrevails() {
    // when
    Map<String, Object> properties =
        ClientProperties.of(SECURED, "plimsoll-relay", Map.of("acks", "all", "linger.ms", 0));

    // then
    assertThat(properties)
        .containsEntry("bootstrap.servers", "127.0.0.1:9093")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsKey("sasl.jaas.config")
        .containsEntry("ssl.truststore.location", "/nowhere/trust.pem")
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("client.id", "plimsoll-relay")
        .containsEntry("acks", "all")
        .containsEntry("linger.ms", 0)
        .doesNotContainKey("group.id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bootstrap.servers", "security.protocol", "sasl.jaas.config", "ssl.protocol"})
  void howTheBrokersAreReachedIsNoClientsToSay(String name) {
    assertThatThrownBy(() -> ClientProperties.of(SECURED, "c", Map.of(name, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  /// Kafka's own clients of each kind read the trust store that is configured: they fail at one
  /// that is not there, before any broker is asked.
  @Test
  void eachKindOfClientTakesTheSecurityOn() {
    Map<String, Object> properties = ClientProperties.of(SECURED, "plimsoll-test", Map.of());

    assertThatThrownBy(() -> Admin.create(properties).close())
        .isInstanceOf(KafkaException.class)
        .hasStackTraceContaining("/nowhere/trust.pem");
    assertThatThrownBy(
            () ->
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())
                    .close())
        .isInstanceOf(KafkaException.class)
        .hasStackTraceContaining("/nowhere/trust.pem");
    assertThatThrownBy(
            () ->
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())
                    .close())
        .isInstanceOf(KafkaException.class)
        .hasStackTraceContaining("/nowhere/trust.pem");
  }
}

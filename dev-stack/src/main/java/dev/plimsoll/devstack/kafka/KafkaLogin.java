package dev.plimsoll.devstack.kafka;

import java.util.Map;

/// How clients log in to the embedded Kafka: other users of this machine reach its port, too.
///
/// By SCRAM (RFC 5802), which shows the password to nobody: not to whoever listens, and not to
/// whoever has taken the port while the broker is away.
public final class KafkaLogin {
  static final String USER = "plimsoll";
  static final String MECHANISM = "SCRAM-SHA-256";

  private KafkaLogin() {}

  /// Settings of a Kafka client beside the address, by Kafka's names.
  public static Map<String, String> client(String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        module(password));
  }

  static String module(String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(USER, password);
  }
}

package dev.plimsoll.devstack.kafka;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Logins at the broker's two ports: other users of this machine reach them, too.
///
/// Clients log in by SCRAM (RFC 5802), which shows the password to nobody: not to whoever listens,
/// and not to whoever has taken the port while the broker is away. Its credential is in the
// broker's
/// metadata. At the controller's port, which must be open before there is any metadata, it is a
/// password of this start alone that only this process knows: nobody else has anything to do there.
public final class KafkaLogin {
  private static final String USER = "plimsoll";
  private static final String MECHANISM = "SCRAM-SHA-256";
  // The least that RFC 7677 allows: what is guessed at is random.
  private static final int ITERATIONS = 4096;

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

  /// Settings of the broker.
  ///
  /// @param password of clients; null where both ports are open to everybody
  static Map<String, String> broker(@Nullable String password) {
    if (password == null) {
      return Map.of("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }
    return Map.of(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        "sasl.mechanism.inter.broker.protocol",
        MECHANISM,
        "sasl.mechanism.controller.protocol",
        "PLAIN",
        "listener.name.controller.sasl.enabled.mechanisms",
        "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\" password=\"%1$s\" user_broker=\"%1$s\";"
            .formatted(random()),
        "listener.name.clients.sasl.enabled.mechanisms",
        MECHANISM,
        "listener.name.clients.scram-sha-256.sasl.jaas.config",
        module(password));
  }

  /// For a folder that is formatted.
  static String credential(String password) {
    return "%s=[name=%s,iterations=%d,password=%s]"
        .formatted(MECHANISM, USER, ITERATIONS, password);
  }

  private static String module(String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(USER, password);
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

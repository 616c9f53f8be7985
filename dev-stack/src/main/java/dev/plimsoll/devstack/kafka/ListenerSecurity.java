package dev.plimsoll.devstack.kafka;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Logins at the broker's two ports.
///
/// Clients log in by SCRAM, whose credential is in the broker's metadata. At the controller's port,
/// which must be open before there is any metadata, it is a password of this start alone that only
/// this process knows: nobody else has anything to do there.
///
final class ListenerSecurity {
  // The least that RFC 7677 allows: what is guessed at is random.
  private static final int ITERATIONS = 4096;
  private static final String ITSELF = "broker";

  private ListenerSecurity() {}

  /// Settings of the broker.
  ///
  /// @param password of clients; null where both ports are open to everybody
  static Map<String, String> settings(@Nullable String password) {
    if (password == null) {
      return Map.of("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }
    return Map.of(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        "sasl.mechanism.inter.broker.protocol",
        KafkaLogin.MECHANISM,
        "sasl.mechanism.controller.protocol",
        "PLAIN",
        "listener.name.controller.sasl.enabled.mechanisms",
        "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config",
        module(random()),
        "listener.name.clients.sasl.enabled.mechanisms",
        KafkaLogin.MECHANISM,
        "listener.name.clients.scram-sha-256.sasl.jaas.config",
        KafkaLogin.module(password));
  }

  /// For a folder that is formatted.
  static String credential(String password) {
    return "%s=[name=%s,iterations=%d,password=%s]"
        .formatted(KafkaLogin.MECHANISM, KafkaLogin.USER, ITERATIONS, password);
  }

  private static String module(String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";"
        .formatted(ITSELF, password);
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

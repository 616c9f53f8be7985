package dev.plimsoll.devstack.kafka;

import dev.plimsoll.devstack.tls.ServerKeys;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Logins at the broker's ports, which other users of this machine can reach.
///
/// Clients log in by SCRAM (RFC 5802), which hides the password from eavesdroppers and from a
/// process that takes the port of a stopped broker. The credential is in the broker's metadata. The
/// controller's port opens before there is metadata: its password is new at each start and known to
/// this process alone. A port that speaks TLS has a mechanism of its own.
public final class KafkaLogin {
  private static final String USER = "plimsoll";
  private static final String MECHANISM = "SCRAM-SHA-256";
  private static final String MECHANISM_BY_TLS = "SCRAM-SHA-512";

  /// Name of the listener with TLS.
  static final String SECURED = "SECURED";

  private KafkaLogin() {}

  /// Login settings of a Kafka client by Kafka's names.
  public static Map<String, String> client(String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        module(password));
  }

  /// As [#client], of a client that talks to the port with TLS.
  ///
  /// @param authority file of the authority that has signed the broker's certificate, in PEM
  public static Map<String, String> client(String password, String authority) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        MECHANISM_BY_TLS,
        "sasl.jaas.config",
        module(password),
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        authority);
  }

  /// Settings of the listener with TLS.
  static Map<String, String> secured(String password, ServerKeys keys) {
    String prefix = "listener.name." + SECURED.toLowerCase(Locale.ROOT) + ".";
    return Map.of(
        prefix + "ssl.keystore.type",
        "PKCS12",
        prefix + "ssl.keystore.location",
        keys.store().toString(),
        prefix + "ssl.keystore.password",
        keys.password(),
        prefix + "sasl.enabled.mechanisms",
        MECHANISM_BY_TLS,
        prefix + "scram-sha-512.sasl.jaas.config",
        module(password));
  }

  /// Login settings of the broker; without a password both ports are open.
  static Map<String, String> broker(@Nullable String password) {
    if (password == null) {
      return Map.of(
          "listener.security.protocol.map",
          "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT," + SECURED + ":SASL_SSL");
    }
    return Map.of(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT," + SECURED + ":SASL_SSL",
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

  /// Arguments for formatting a folder. 4096 iterations are the least of RFC 7677; they suffice for
  /// a random password.
  static List<String> credentials(String password) {
    return Stream.of(MECHANISM, MECHANISM_BY_TLS)
        .map(
            mechanism ->
                "%s=[name=%s,iterations=4096,password=%s]".formatted(mechanism, USER, password))
        .toList();
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

package dev.plimsoll.kafka.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/// Properties of a Kafka client that a service makes by hand, beside those that its messaging
/// framework makes of the same settings.
public final class ClientProperties {
  private static final List<String> OF_THE_CONNECTION = List.of("security.", "sasl.", "ssl.");

  private ClientProperties() {}

  /// All that is configured, security included, and what this client is for.
  ///
  /// @param kafka everything that is configured under `kafka.`, by the names that Kafka has for it
  /// @param clientId as the brokers log and limit it
  /// @param own what this client needs whatever is configured; nothing of how the brokers are
  ///     reached
  /// @throws IllegalArgumentException where it has something of that
  public static Map<String, Object> of(Map<String, ?> kafka, String clientId, Map<String, ?> own) {
    own.keySet().stream()
        .filter(ClientProperties::isOfTheConnection)
        .findAny()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(name + " is configured, not chosen by a client");
            });
    Map<String, Object> properties = new HashMap<>(kafka);
    // The framework's own: a client made by hand is in no group unless it says so.
    properties.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    properties.putAll(own);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    return properties;
  }

  private static boolean isOfTheConnection(String name) {
    return name.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
        || OF_THE_CONNECTION.stream().anyMatch(name::startsWith);
  }
}

package dev.plimsoll.kafka.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/// Properties of Kafka clients outside the messaging framework, from the same settings.
public final class ClientProperties {
  private static final List<String> OF_THE_CONNECTION = List.of("security.", "sasl.", "ssl.");

  private ClientProperties() {}

  /// @param kafka all settings under `kafka.`, by Kafka's names
  /// @param clientId for the brokers' logs and limits
  /// @param own settings that this client always needs, none of the connection
  /// @throws IllegalArgumentException for one of the connection
  public static Map<String, Object> of(Map<String, ?> kafka, String clientId, Map<String, ?> own) {
    own.keySet().stream()
        .filter(
            name ->
                name.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                    || OF_THE_CONNECTION.stream().anyMatch(name::startsWith))
        .findAny()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(name + " is configured, not chosen by a client");
            });
    Map<String, Object> properties = new HashMap<>(kafka);
    // The framework's group, which other clients must not join.
    properties.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    properties.putAll(own);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    return properties;
  }
}

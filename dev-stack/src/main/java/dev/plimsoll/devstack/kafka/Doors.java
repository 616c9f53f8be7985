package dev.plimsoll.devstack.kafka;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.jspecify.annotations.Nullable;

/// Who gets in at the broker's two ports.
///
/// Clients log in by SCRAM, whose credential is in the broker's metadata. At the controller's port,
/// which must be open before there is any metadata, it is a password of this start alone that only
/// this process knows: nobody else has anything to do there.
///
/// @param settings of the broker
/// @param ofThisStart a password for the broker itself
record Doors(Map<String, String> settings, String ofThisStart) {
  // The least that RFC 7677 allows: what is guessed at is random.
  private static final int ITERATIONS = 4096;
  private static final String ITSELF = "broker";

  /// @param password of clients; null where both ports are open to everybody
  /// @param known whether the metadata has it; where not, the broker lets itself in to enter it
  static Doors of(@Nullable String password, boolean known) {
    String ofThisStart = random();
    if (password == null) {
      return new Doors(
          Map.of("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          ofThisStart);
    }
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
    settings.put("sasl.mechanism.inter.broker.protocol", KafkaLogin.MECHANISM);
    settings.put("sasl.mechanism.controller.protocol", "PLAIN");
    settings.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
    settings.put("listener.name.controller.plain.sasl.jaas.config", module(ofThisStart));
    settings.put(
        "listener.name.clients.sasl.enabled.mechanisms",
        known ? KafkaLogin.MECHANISM : KafkaLogin.MECHANISM + ",PLAIN");
    settings.put(
        "listener.name.clients.scram-sha-256.sasl.jaas.config", KafkaLogin.module(password));
    if (!known) {
      settings.put("listener.name.clients.plain.sasl.jaas.config", module(ofThisStart));
    }
    return new Doors(settings, ofThisStart);
  }

  /// For a folder that is formatted.
  static String credential(String password) {
    return "%s=[name=%s,iterations=%d,password=%s]"
        .formatted(KafkaLogin.MECHANISM, KafkaLogin.USER, ITERATIONS, password);
  }

  /// For a folder of before there was a login.
  void enter(String bootstrap, String password) throws IOException {
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            module(ofThisStart));
    try (Admin admin = Admin.create(client)) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      KafkaLogin.USER,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, ITERATIONS),
                      password)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IOException("Kafka's clients could not be given a password", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Kafka's clients were given a password", e);
    }
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

  /// Without the passwords.
  @Override
  public String toString() {
    return "Doors";
  }
}

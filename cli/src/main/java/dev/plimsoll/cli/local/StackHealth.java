package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.StackDescription;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether the embedded Kafka, PostgreSQL and S3 take connections.
final class StackHealth {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);

  private StackHealth() {}

  /// Those that do not, as people call them.
  static List<String> silent(StackDescription stack) {
    List<String> silent = new ArrayList<>();
    URI kafka = URI.create("kafka://" + stack.kafkaBootstrap());
    if (!answers(kafka.getHost(), kafka.getPort())) {
      silent.add("Kafka");
    }
    if (!answers(stack.postgresHost(), stack.postgresPort())) {
      silent.add("PostgreSQL");
    }
    URI s3 = URI.create(stack.s3Endpoint());
    if (!answers(s3.getHost(), s3.getPort())) {
      silent.add("S3");
    }
    return silent;
  }

  private static boolean answers(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) CONNECT_WITHIN.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

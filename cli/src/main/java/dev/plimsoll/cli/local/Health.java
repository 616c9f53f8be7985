package dev.plimsoll.cli.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/// Asks a service of this machine whether it takes requests.
final class Health {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private Health() {}

  static boolean isReady(int port) {
    try {
      // Not HttpClient: its threads and classes cost a third of a second at the start of a command.
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/q/health/ready").toURL().openConnection();
      connection.setConnectTimeout((int) CONNECT_WITHIN.toMillis());
      connection.setReadTimeout((int) ANSWER_WITHIN.toMillis());
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}

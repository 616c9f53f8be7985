package dev.plimsoll.sync.lineage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// Transport by HTTP POST. Only a 2xx answer counts as delivery.
final class HttpTransport implements LineageTransport {
  private final URI url;
  private final Optional<String> token;
  private final Duration timeout;
  private final HttpClient client;

  HttpTransport(URI url, Optional<String> token, Duration timeout) {
    this.url = url;
    this.token = token;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  @Override
  public void send(String key, String event) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(event));
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(where() + " answered " + answer.statusCode());
    }
  }

  @Override
  public String where() {
    return "%s://%s:%d%s".formatted(url.getScheme(), url.getHost(), url.getPort(), url.getPath());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

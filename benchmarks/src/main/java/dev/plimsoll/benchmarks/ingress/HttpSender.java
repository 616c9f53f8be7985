package dev.plimsoll.benchmarks.ingress;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;

/// Sends files over one connection, the next when the one before has its answer.
final class HttpSender implements FileSender {
  private static final int TOO_MANY = 429;
  private static final int AWAY = 503;
  private static final long PAUSE_MS = 5;

  private final ClientOrder order;
  private final ClientProducer producer;
  private final ClientProducer.BodyForm body;
  private long answered;
  private long counted;

  HttpSender(ClientOrder order, String producerId) {
    this.order = order;
    producer =
        new ClientProducer(order.topic(), producerId, order.partitions(), order.batchesPerFile());
    String written = Instant.now().toString();
    body =
        order.ingress().isCbor()
            ? new CborForm(order.topic(), producerId, written)
            : new JsonForm(order.topic(), producerId, written);
  }

  @Override
  public void send(Clock clock) throws IOException, InterruptedException {
    String path = "/api/v1/files" + (order.ingress().isPlaced() ? "?wait=offsets" : "");
    String type = order.ingress().isCbor() ? "application/cbor" : "application/json";
    try (HttpConnection connection =
        new HttpConnection(URI.create(order.address()), path, order.token(), type)) {
      while (clock.await()) {
        producer.next(body);
        post(connection);
        answered += order.batchesPerFile();
        if (clock.answered(clock.due())) {
          counted += order.batchesPerFile();
        }
      }
    }
  }

  private void post(HttpConnection connection) throws IOException, InterruptedException {
    while (true) {
      int status = connection.post(body.bytes(), body.length());
      if (status == 200 || status == 202) {
        return;
      }
      if (status != TOO_MANY && status != AWAY) {
        throw new IOException("answered " + status);
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  @Override
  public long answered() {
    return answered;
  }

  @Override
  public long counted() {
    return counted;
  }
}

package dev.plimsoll.benchmarks.ingress;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;

/// Sender over one connection; each file follows the answer to the one before.
final class HttpSender extends FileSender {

  private final ClientProducer.BodyForm body;

  HttpSender(ClientOrder order, String producerId) throws IOException {
    super(order, producerId);
    String written = Instant.now().toString();
    body =
        order.ingress().isCbor()
            ? new CborForm(order.topic(), producerId, written)
            : new JsonForm(order.topic(), producerId, written);
  }

  @Override
  void send(Clock clock) throws IOException, InterruptedException {
    Ingress ingress = order().ingress();
    URI files = order().api("files" + (ingress.isPlaced() ? "?wait=offsets" : ""));
    String type = ingress.isCbor() ? "application/cbor" : "application/json";
    try (HttpConnection connection = new HttpConnection(files, order().log().token(), type)) {
      while (clock.await()) {
        producer().next(body);
        post(connection);
        answered(clock, clock.due());
      }
    }
  }

  private void post(HttpConnection connection) throws IOException, InterruptedException {
    byte[] sent = body.body();
    while (true) {
      int status = connection.post(sent);
      if (status == 200 || status == 202) {
        return;
      }
      if (status != 429 && status != 503) {
        throw new IOException("answered " + status);
      }
      Thread.sleep(5);
    }
  }
}

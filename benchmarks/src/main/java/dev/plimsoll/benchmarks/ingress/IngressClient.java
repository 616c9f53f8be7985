package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.seal.KeyFile;
import dev.plimsoll.seal.Seal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Process that sends through an ingress path. It reads a [ClientOrder] from standard input and
/// writes a [ClientOrder.Report] to standard output.
public final class IngressClient {
  private static final Duration LONGEST_CATCH_UP = Duration.ofMinutes(5);
  private static final double NANOS = 1e9;

  private final ClientOrder order;
  private final HttpClient http = HttpClient.newHttpClient();

  private IngressClient(ClientOrder order) {
    this.order = order;
  }

  public static void main(String[] args) throws Exception {
    String order = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    ClientOrder.Report report = new IngressClient(Json.read(order, ClientOrder.class)).run();
    System.out.println(Json.write(report));
  }

  private ClientOrder.Report run() throws Exception {
    long before = batchesInTheLog();
    try (@Nullable Producer<byte[], byte[]> kafka = kafka();
        ExecutorService threads = Executors.newFixedThreadPool(order.connections())) {
      List<FileSender> senders = new ArrayList<>();
      for (int i = 0; i < order.connections(); i++) {
        String id = "client-" + i;
        senders.add(kafka == null ? new HttpSender(order, id) : new KafkaSender(order, id, kafka));
      }
      long begins = System.nanoTime();
      long countsFrom = begins + ClientOrder.WARM_UP.toNanos();
      long ends = countsFrom + order.lasting().toNanos();
      List<Clock> clocks = new ArrayList<>();
      List<Future<?>> sending = new ArrayList<>();
      for (FileSender sender : senders) {
        Clock clock = new Clock(begins, countsFrom, ends, interval());
        clocks.add(clock);
        sending.add(
            threads.submit(
                () -> {
                  sender.send(clock);
                  return null;
                }));
      }
      Thread.sleep(Duration.ofNanos(countsFrom - System.nanoTime()));
      long placed = batchesInTheLog();
      double cpu = cpuSeconds();
      Thread.sleep(Duration.ofNanos(Math.max(0, ends - System.nanoTime())));
      placed = batchesInTheLog() - placed;
      cpu = cpuSeconds() - cpu;
      for (Future<?> each : sending) {
        each.get();
      }
      return report(senders, clocks, placed, cpu, before);
    }
  }

  private ClientOrder.Report report(
      List<FileSender> senders, List<Clock> clocks, long placed, double cpu, long before)
      throws IOException, InterruptedException {
    long last = System.nanoTime();
    long total = senders.stream().mapToLong(FileSender::answered).sum();
    long inTheLog = batchesInTheLog() - before;
    while (inTheLog < total && System.nanoTime() - last < LONGEST_CATCH_UP.toNanos()) {
      Thread.sleep(20);
      inTheLog = batchesInTheLog() - before;
    }
    Latencies latencies = new Latencies();
    clocks.forEach(clock -> latencies.addAll(clock.latencies()));
    return new ClientOrder.Report(
        senders.stream().mapToLong(FileSender::counted).sum(),
        placed,
        total,
        inTheLog,
        cpu,
        Map.of(
            "answeredP50Ms",
            latencies.percentile(0.5),
            "answeredP99Ms",
            latencies.percentile(0.99),
            "answeredP999Ms",
            latencies.percentile(0.999),
            "answeredMaxMs",
            latencies.percentile(1)));
  }

  private long interval() {
    double batches = order.batchesPerSecond();
    return batches == 0
        ? 0
        : (long) (NANOS * order.connections() * order.batchesPerFile() / batches);
  }

  private @Nullable Producer<byte[], byte[]> kafka() {
    if (!order.ingress().isKafka()) {
      return null;
    }
    Map<String, Object> settings = new HashMap<>(order.log().kafka());
    settings.putAll(new Seal(KeyFile.read(order.log().keyFile()), false).ofProducer());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private long batchesInTheLog() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(order.api("topics/" + order.topic()))
            .header("Authorization", "Bearer " + order.log().token())
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the log answered " + answer.statusCode() + ": " + answer.body());
    }
    return Json.MAPPER.readTree(answer.body()).get("records").asLong() / ClientProducer.RECORDS;
  }

  private static double cpuSeconds() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      return system.getProcessCpuTime() / NANOS;
    }
    return Double.NaN;
  }
}

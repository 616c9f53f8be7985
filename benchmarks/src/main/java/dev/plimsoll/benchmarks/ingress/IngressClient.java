package dev.plimsoll.benchmarks.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.seal.KeyFile;
import dev.plimsoll.seal.Seal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

/// A process that sends through an ingress path: takes a [ClientOrder] on its standard input and
/// says a [ClientReport] on its standard output.
public final class IngressClient {
  private static final Duration LONGEST_CATCH_UP = Duration.ofMinutes(5);
  private static final long BETWEEN_LOOKS_MS = 20;
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e6;
  private static final int OK = 200;

  private final ClientOrder order;
  private final HttpClient http = HttpClient.newHttpClient();

  private IngressClient(ClientOrder order) {
    this.order = order;
  }

  public static void main(String[] args) throws Exception {
    String order = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    ClientReport report = new IngressClient(Json.read(order, ClientOrder.class)).run();
    System.out.println(Json.write(report));
  }

  private ClientReport run() throws Exception {
    long before = batchesInTheLog();
    try (@Nullable Producer<byte[], byte[]> kafka = kafka();
        ExecutorService threads = Executors.newFixedThreadPool(order.connections())) {
      List<FileSender> senders = new ArrayList<>();
      for (int i = 0; i < order.connections(); i++) {
        String id = "client-" + i;
        senders.add(kafka == null ? new HttpSender(order, id) : new KafkaSender(order, id, kafka));
      }
      long begins = System.nanoTime();
      long countsFrom = begins + Duration.ofMillis(order.warmUpMillis()).toNanos();
      long ends = countsFrom + Duration.ofMillis(order.millis()).toNanos();
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

  private ClientReport report(
      List<FileSender> senders, List<Clock> clocks, long placed, double cpu, long before)
      throws IOException, InterruptedException {
    long last = System.nanoTime();
    long total = senders.stream().mapToLong(FileSender::answered).sum();
    long inTheLog = batchesInTheLog() - before;
    while (inTheLog < total && System.nanoTime() - last < LONGEST_CATCH_UP.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS_MS);
      inTheLog = batchesInTheLog() - before;
    }
    long[] latencies = clocks.stream().flatMapToLong(c -> Arrays.stream(c.latencies())).toArray();
    Arrays.sort(latencies);
    return new ClientReport(
        senders.stream().mapToLong(FileSender::counted).sum(),
        placed,
        order.millis() / 1e3,
        total,
        inTheLog,
        cpu,
        percentile(latencies, 0.5),
        percentile(latencies, 0.99),
        percentile(latencies, 0.999),
        percentile(latencies, 1));
  }

  private long interval() {
    return order.filesPerSecond() == 0
        ? 0
        : (long) (NANOS * order.connections() / order.filesPerSecond());
  }

  private @Nullable Producer<byte[], byte[]> kafka() {
    if (!order.ingress().isKafka()) {
      return null;
    }
    Map<String, Object> settings = new HashMap<>(order.kafka());
    if (order.keyFile() != null) {
      settings.putAll(new Seal(KeyFile.read(Path.of(order.keyFile())), false).ofProducer());
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private long batchesInTheLog() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(order.address() + "/api/v1/topics/" + order.topic()))
            .header("Authorization", "Bearer " + order.token())
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new IOException("the log answered " + answer.statusCode() + ": " + answer.body());
    }
    JsonNode topic = Json.MAPPER.readTree(answer.body());
    return topic.get("records").asLong() / ClientProducer.RECORDS;
  }

  private static double cpuSeconds() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      return system.getProcessCpuTime() / NANOS;
    }
    return Double.NaN;
  }

  /// @param sorted nanoseconds
  private static double percentile(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / MILLIS;
  }
}

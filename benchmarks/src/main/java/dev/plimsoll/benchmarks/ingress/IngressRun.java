package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.demo.Plant.LogIngress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.DoubleSupplier;

/// A client process that sends through an ingress path for a while.
final class IngressRun implements Work {
  static final int PARTITIONS = 16;
  static final int BATCHES_A_FILE = 50;
  static final int HTTP_CONNECTIONS = 16;
  static final int KAFKA_PRODUCERS = 4;

  /// As Plimsoll's topics are called where nothing else is configured.
  private static final String PREFIX = "plimsoll.";

  private static final double MICROS = 1e6;
  private static final double NANOS = 1e9;
  private static final int MADE = 201;

  /// What a run costs others than the client: CPU seconds since their processes began.
  record Cpu(DoubleSupplier service, DoubleSupplier server) {}

  private final LogIngress ingresses;
  private final Cpu cpu;
  private final Ingress ingress;
  private final Duration warmUp;
  private final Duration lasting;
  private final Rate rate;
  private String topic = "";
  private double latest = Double.NaN;

  /// Batches a second that are offered; 0 for as many as can be.
  interface Rate {
    double batchesPerSecond() throws Exception;
  }

  IngressRun(
      LogIngress ingresses,
      Cpu cpu,
      Ingress ingress,
      Duration warmUp,
      Duration lasting,
      Rate rate) {
    this.ingresses = ingresses;
    this.cpu = cpu;
    this.ingress = ingress;
    this.warmUp = warmUp;
    this.lasting = lasting;
    this.rate = rate;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    topic = "doors-" + UUID.randomUUID();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address() + "/api/v1/topics"))
              .header("Authorization", "Bearer " + ingresses.token())
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      Json.write(Map.of("name", topic, "partitions", PARTITIONS))))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != MADE) {
        throw new IOException("the topic was not made: " + answer.body());
      }
    }
  }

  @Override
  public Done run() throws Exception {
    double offered = rate.batchesPerSecond();
    double service = cpu.service().getAsDouble();
    double server = cpu.server().getAsDouble();
    ClientReport report = send(offered);
    service = cpu.service().getAsDouble() - service;
    server = cpu.server().getAsDouble() - server;
    // What was answered and what has its offset: the lesser of the two has gone through.
    double through = Math.min(report.acknowledged(), report.placed());
    latest = through / report.seconds();
    Map<String, Double> figures = new HashMap<>();
    figures.put(IngressFigures.ASTRAY, (double) Math.abs(report.total() - report.inTheLog()));
    figures.put(IngressFigures.SERVICE_CPU, service * MICROS / report.total());
    figures.put(IngressFigures.SERVER_CPU, server * MICROS / report.total());
    figures.put(IngressFigures.CLIENT_CPU, report.cpuSeconds() * MICROS / report.acknowledged());
    figures.put(IngressFigures.P50, report.p50());
    figures.put(IngressFigures.P99, report.p99());
    figures.put(IngressFigures.P999, report.p999());
    figures.put(IngressFigures.MAX, report.max());
    if (offered > 0) {
      figures.put(IngressFigures.OFFERED, offered);
    }
    return new Done(through, Duration.ofNanos((long) (report.seconds() * NANOS)), figures);
  }

  /// As it was when it was last measured; now where it never was before.
  double batchesPerSecond() throws Exception {
    if (Double.isNaN(latest)) {
      prepare();
      run();
    }
    return latest;
  }

  private ClientReport send(double offered) throws IOException, InterruptedException {
    ClientOrder order =
        new ClientOrder(
            ingress,
            address(),
            ingresses.token(),
            topic,
            PARTITIONS,
            ingress.isKafka() ? KAFKA_PRODUCERS : HTTP_CONNECTIONS,
            BATCHES_A_FILE,
            warmUp.toMillis(),
            lasting.toMillis(),
            offered / BATCHES_A_FILE,
            Topic.LOG_EVENTS.name(PREFIX),
            ingresses.kafka(),
            ingresses.keyFile().toString());
    Path complaints = Files.createTempFile("client", ".log");
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                IngressClient.class.getName())
            .redirectError(complaints.toFile())
            .start();
    try {
      // The token goes by a pipe: lists of processes show arguments.
      try (OutputStream in = client.getOutputStream()) {
        in.write(Json.write(order).getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (client.waitFor() != 0) {
        throw new IOException("the client failed: " + said + Files.readString(complaints));
      }
      return Json.read(said.strip(), ClientReport.class);
    } finally {
      client.destroyForcibly();
      Files.delete(complaints);
    }
  }

  private String address() {
    String address = ingresses.address().toString();
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }
}

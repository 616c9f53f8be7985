package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.MeasuredCapacity.Rate;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.demo.Plant.LogIngress;
import java.io.IOException;
import java.io.OutputStream;
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

/// Run of a client process through an ingress path.
final class IngressRun implements Work {
  private static final double MICROS = 1e6;

  private final LogIngress log;
  private final Cpu cpu;
  private final Ingress ingress;
  private final Duration lasting;
  private final Rate rate;
  private String topic = "";

  /// CPU of the processes beside the client.
  record Cpu(ProcessCpu service, ProcessCpu server) {}

  /// @param lasting time that counts
  /// @param rate offered batches a second
  IngressRun(LogIngress log, Cpu cpu, Ingress ingress, Duration lasting, Rate rate) {
    this.log = log;
    this.cpu = cpu;
    this.ingress = ingress;
    this.lasting = lasting;
    this.rate = rate;
  }

  private ClientOrder order(double batchesPerSecond) {
    return new ClientOrder(ingress, log, topic, lasting, batchesPerSecond);
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    topic = "doors-" + UUID.randomUUID();
    Map<String, ?> asked = Map.of("name", topic, "partitions", ClientOrder.PARTITIONS);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(order(0).api("topics"))
              .header("Authorization", "Bearer " + log.token())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(Json.write(asked)))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IOException("the topic was not made: " + answer.body());
      }
    }
  }

  @Override
  public Done run() throws Exception {
    double offered = rate.perSecond();
    double service = cpu.service().seconds();
    double server = cpu.server().seconds();
    ClientOrder.Report report = send(order(offered));
    service = cpu.service().seconds() - service;
    server = cpu.server().seconds() - server;
    Map<String, Double> figures = new HashMap<>(report.latencies());
    // Batches that were answered and have no offset, or that have one and were not answered.
    figures.put("recordsAstray", (double) Math.abs(report.total() - report.inTheLog()));
    figures.put("serviceCpuMicrosAnEvent", service * MICROS / report.total());
    figures.put("cpuMicrosAnEvent", server * MICROS / report.total());
    figures.put("clientCpuMicrosAnEvent", report.cpuSeconds() * MICROS / report.acknowledged());
    if (offered > 0) {
      figures.put(IngressContenders.OFFERED, offered);
    }
    // Only what was answered and also has its offset has gone through.
    return new Done(Math.min(report.acknowledged(), report.placed()), lasting, figures);
  }

  private static ClientOrder.Report send(ClientOrder order)
      throws IOException, InterruptedException {
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
      // The token goes through a pipe: process lists show arguments.
      try (OutputStream in = client.getOutputStream()) {
        in.write(Json.write(order).getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (client.waitFor() != 0) {
        throw new IOException("the client failed: " + said + Files.readString(complaints));
      }
      return Json.read(said.strip(), ClientOrder.Report.class);
    } finally {
      client.destroyForcibly();
      Files.delete(complaints);
    }
  }
}

package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.MeasuredCapacity;
import dev.plimsoll.benchmarks.harness.MeasuredCapacity.Rate;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.demo.Plant;
import java.time.Duration;
import java.util.List;

/// Contenders of the ingress paths: the services as `./plimsoll up` starts them, and a client
/// process.
public final class IngressContenders {
  public static final String GROUP = "doors";
  public static final String IN_PROCESS = "in process";
  public static final String HTTP = "HTTP";
  public static final String HTTP_OFFSETS = "HTTP, offsets";
  public static final String KAFKA_FILES = "Kafka, files";

  /// Figure: the offered rate of an open loop.
  public static final String OFFERED = "offeredASecond";
  private static final double HALF = 0.5;
  private static final double MOST = 0.8;
  private static final Duration QUICK = Duration.ofSeconds(2);

  private IngressContenders() {}

  /// @param plant with all services started
  /// @param server CPU of the log's PostgreSQL
  /// @param inProcess the same files without a service in front of the log
  public static List<Contender> contenders(
      Plant plant, ProcessCpu server, Work inProcess, boolean quick) {
    IngressRun.Cpu cpu =
        new IngressRun.Cpu(new ProcessCpu(plant.pid(ServiceName.MATERIALIZER)), server);
    Duration closed = quick ? QUICK : Duration.ofSeconds(5);
    Duration open = quick ? QUICK : Duration.ofSeconds(20);
    MeasuredCapacity http = capacity(plant, cpu, Ingress.HTTP_KEPT, closed);
    MeasuredCapacity offsets = capacity(plant, cpu, Ingress.HTTP_PLACED, closed);
    return List.of(
        new Contender(GROUP, IN_PROCESS, Role.CEILING, inProcess),
        subject(HTTP, http),
        subject("HTTP, CBOR", capacity(plant, cpu, Ingress.HTTP_KEPT_CBOR, closed)),
        subject(HTTP_OFFSETS, offsets),
        subject(KAFKA_FILES, capacity(plant, cpu, Ingress.KAFKA_FILES, closed)),
        subject("Kafka, batches", capacity(plant, cpu, Ingress.KAFKA_BATCHES, closed)),
        subject(at(HTTP, HALF), open(plant, cpu, Ingress.HTTP_KEPT, open, http.share(HALF))),
        subject(at(HTTP, MOST), open(plant, cpu, Ingress.HTTP_KEPT, open, http.share(MOST))),
        subject(
            at(HTTP_OFFSETS, MOST),
            open(plant, cpu, Ingress.HTTP_PLACED, open, offsets.share(MOST))));
  }

  /// Contenders that are offered a share of their path's capacity.
  public static List<String> openLoops() {
    return List.of(at(HTTP, HALF), at(HTTP, MOST), at(HTTP_OFFSETS, MOST));
  }

  private static String at(String name, double share) {
    return "%s at %.0f %%".formatted(name, 100 * share);
  }

  private static Contender subject(String name, Work work) {
    return new Contender(GROUP, name, Role.SUBJECT, work);
  }

  private static MeasuredCapacity capacity(
      Plant plant, IngressRun.Cpu cpu, Ingress ingress, Duration lasting) {
    return new MeasuredCapacity(open(plant, cpu, ingress, lasting, () -> 0));
  }

  private static IngressRun open(
      Plant plant, IngressRun.Cpu cpu, Ingress ingress, Duration lasting, Rate rate) {
    return new IngressRun(plant.logIngress(), cpu, ingress, lasting, rate);
  }
}

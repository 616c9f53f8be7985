package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Processes of one service, in the order of their starts. The first one never ends: clients ask it
/// how far the work is.
final class Crew {
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(40);

  private final LocalSystem system;
  private final ServiceName service;
  private final String counter;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ServiceProcess> running = new ArrayList<>();
  private final List<ServiceProcess> ended = new ArrayList<>();

  /// @param counter metric that counts the work which a process has done
  Crew(LocalSystem system, ServiceName service, String counter) {
    this.system = system;
    this.service = service;
    this.counter = counter;
    running.add(system.service(service));
  }

  synchronized List<ServiceProcess> running() {
    return List.copyOf(running);
  }

  List<URI> addresses() {
    return running().stream().map(ServiceProcess::address).toList();
  }

  /// Starts or drains processes, the youngest first, until there are so many.
  void resize(int wanted) {
    while (running().size() < wanted) {
      add();
    }
    while (running().size() > wanted) {
      drain(running().getLast());
    }
  }

  /// Starts one and returns when it is ready.
  ServiceProcess add() {
    ServiceProcess added;
    if (ended.isEmpty()) {
      added = system.startAnother(service);
    } else {
      added = ended.removeLast();
      added.restart();
    }
    synchronized (this) {
      running.add(added);
    }
    return added;
  }

  /// Ends one by SIGTERM; returns when it has ended.
  void drain(ServiceProcess process) {
    if (!process.terminate(STOPS_WITHIN)) {
      throw new IllegalStateException(
          "%s does not end within %s; its log is %s"
              .formatted(service.value(), STOPS_WITHIN, process.log()));
    }
    leave(process);
  }

  /// Ends one by SIGKILL.
  void kill(ServiceProcess process) {
    process.kill();
    leave(process);
  }

  private synchronized void leave(ServiceProcess process) {
    running.remove(process);
    ended.add(process);
  }

  /// Work that a process says it has done since it started; NaN where it does not answer.
  double counted(ServiceProcess process) {
    return metric(process, counter);
  }

  /// Sum of a metric over its labels; 0 where there is none of that name, NaN without an answer.
  double metric(ServiceProcess process, String name) {
    HttpRequest request =
        HttpRequest.newBuilder(process.address().resolve("/q/metrics"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return sum(http.send(request, BodyHandlers.ofString()).body(), name);
    } catch (IOException e) {
      return Double.NaN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }

  /// Sum of the samples of one name in Prometheus' text form.
  static double sum(String scraped, String name) {
    return scraped
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// CPU of all that run, in seconds.
  double cpuSeconds() {
    return running().stream().mapToDouble(one -> new ProcessCpu(one.pid()).seconds()).sum();
  }

  /// Runs before those that count: a process that has just started compiles its code. All share a
  /// run, so after as many as there are processes each has done about what one alone has.
  int warmUps() {
    return running().size();
  }
}

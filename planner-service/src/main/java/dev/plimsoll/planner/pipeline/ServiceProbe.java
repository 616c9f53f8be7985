package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.plan.PipelineView.ServiceView;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.trust.TlsOnDemand;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Probe of the other services' readiness, every two seconds.
@ApplicationScoped
public class ServiceProbe {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final String READY = "/q/health/ready";

  private final Map<String, URI> services;
  private final InstantSource clock;
  private final Map<String, ServiceView> seen = new ConcurrentHashMap<>();
  private final HttpClient http = TlsOnDemand.newClient().connectTimeout(WITHIN).build();
  private final PeriodicWork work = PeriodicWork.every("neighbours", INTERVAL).runs(this::look);

  @Inject
  public ServiceProbe(PlannerConfig config, Clock clock) {
    this(
        config.services().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, service -> service.getValue().url())),
        clock);
  }

  ServiceProbe(Map<String, URI> services, InstantSource clock) {
    this.services = new TreeMap<>(services);
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    if (!services.isEmpty()) {
      work.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
    http.shutdownNow();
  }

  /// By name, without those not probed yet.
  List<ServiceView> seen() {
    return services.keySet().stream().map(seen::get).filter(view -> view != null).toList();
  }

  void look() throws InterruptedException {
    for (Map.Entry<String, URI> service : services.entrySet()) {
      String away = away(service.getValue());
      // An outage counts from its beginning, even where its reason changes.
      seen.merge(
          service.getKey(),
          new ServiceView(service.getKey(), away, clock.instant()),
          (before, later) ->
              (before.away() == null) == (away == null)
                  ? new ServiceView(service.getKey(), away, before.since())
                  : later);
    }
  }

  private @Nullable String away(URI root) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root.toString().replaceAll("/+$", "") + READY))
            .timeout(WITHIN)
            .build();
    try {
      HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
      return answer.statusCode() == 200 ? null : "it runs and is not ready";
    } catch (HttpTimeoutException e) {
      return "it does not answer within " + WITHIN.toSeconds() + " s";
    } catch (IOException e) {
      return "nothing answers at its address";
    }
  }
}

package dev.plimsoll.demo;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.report.Evidence.ServiceMemory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Notes what was asked of it; fails where it was told to.
final class FakePlant implements Plant {
  final List<String> done = Collections.synchronizedList(new ArrayList<>());
  @Nullable PlimsollException refusesToStart;
  @Nullable PlimsollException refusesServices;
  @Nullable PlimsollException refusesToRestart;
  @Nullable Path folder;
  // One that refuses connections.
  Server server = new Server("127.0.0.1", 1, "nobody", "nothing");
  // Of every service; none where nobody is to be asked.
  @Nullable ApiClient client;
  Runnable beforeServices = () -> {};
  // From its restart on; empty where nothing runs then.
  Optional<String> processAfterwards = Optional.of("2");
  private volatile Optional<String> process = Optional.of("1");

  @Override
  public void startStack() {
    done.add("start stack");
    if (refusesToStart != null) {
      throw refusesToStart;
    }
  }

  @Override
  public void startServices(Set<ServiceName> wanted) {
    done.add("start services");
    beforeServices.run();
    if (refusesServices != null) {
      throw refusesServices;
    }
  }

  @Override
  public Server server() {
    return server;
  }

  @Override
  public MariaDb mariaDb() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long pid(ServiceName service) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> process(ServiceName service) {
    return process;
  }

  @Override
  public Path folder() {
    return Objects.requireNonNull(folder);
  }

  @Override
  public LogIngress logIngress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path credentials() {
    return folder().resolve("credentials");
  }

  @Override
  public ApiClient client(ServiceName service) {
    if (client == null) {
      throw new UnsupportedOperationException();
    }
    return client;
  }

  @Override
  public URI console() {
    return URI.create("http://127.0.0.1:1/#token=t");
  }

  @Override
  public void kill(ServiceName service) {
    done.add("kill " + service.value());
  }

  @Override
  public void restart(ServiceName service) {
    process = processAfterwards;
    done.add("restart " + service.value());
    if (refusesToRestart != null) {
      throw refusesToRestart;
    }
  }

  @Override
  public List<ServiceMemory> memory() {
    return List.of();
  }

  @Override
  public void detach() {
    done.add("detach");
  }

  @Override
  public void close() {
    done.add("close");
  }
}

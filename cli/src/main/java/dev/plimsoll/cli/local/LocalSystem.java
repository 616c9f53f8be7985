package dev.plimsoll.cli.local;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Ports;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.process.StackProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stack and services on this machine, started together. They end with this process, however it
/// ends, unless they are detached.
public final class LocalSystem implements AutoCloseable {
  private static final Duration SERVICE_STOPS_WITHIN = Duration.ofSeconds(15);
  // After Ctrl-C a person waits; a killed service resumes its work at the next start.
  private static final Duration INTERRUPTED_SERVICE_STOPS_WITHIN = Duration.ofSeconds(1);
  // A service writes its AOT recording at its end.
  private static final Duration RECORDING_ENDS_WITHIN = Duration.ofSeconds(90);

  private final LocalSettings settings;
  private final Consumer<String> say;
  private final DataHome.Lock lock;
  private final ServiceReaper reaper;
  private final Thread hook = new Thread(this::close, "system-stop");
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean ending;
  private final Map<ServiceName, ServiceProcess> services =
      Collections.synchronizedMap(new EnumMap<>(ServiceName.class));
  private final List<ServiceProcess> others = new CopyOnWriteArrayList<>();
  private @Nullable StackProcess stack;
  private @Nullable Backends backends;
  private @Nullable StackDescription description;

  private LocalSystem(LocalSettings settings, Consumer<String> say, DataHome.Lock lock) {
    this.settings = settings;
    this.say = say;
    this.lock = lock;
    this.reaper = ServiceReaper.start(settings.home());
  }

  /// Starts everything and returns when every service is ready. A failure or a signal stops all of
  /// it again.
  ///
  /// @param say takes progress lines
  /// @throws PlimsollException as of [#startStack] and [#startServices]
  public static LocalSystem start(LocalSettings settings, Consumer<String> say) {
    LocalSystem system = startStack(settings, say);
    system.startServices();
    return system;
  }

  /// Starts Kafka, PostgreSQL and S3, or connects to external ones.
  ///
  /// @param say takes progress lines
  /// @throws PlimsollException ALREADY_RUNNING; as of the stack: DISK_FULL, DATA_VERSION,
  ///     PORT_IN_USE; as of [External#check]
  public static LocalSystem startStack(LocalSettings settings, Consumer<String> say) {
    settings.home().prepare();
    Optional<Backends> external = External.of(settings.environment());
    DataHome.Lock lock = settings.home().lock();
    LocalSystem system;
    try {
      Leftover.refuseOrClear(settings.home(), say);
      system = new LocalSystem(settings, say, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(system.hook);
    system.orStopAll(
        () -> {
          external.ifPresent(External::check);
          system.backends = external.orElseGet(system::launchStack);
        });
    return system;
  }

  /// Starts the services in parallel and returns when all are ready.
  ///
  /// @throws PlimsollException START_FAILED naming the part and its log, or a defect of the
  ///     configuration: BUCKET_NOT_FOUND, STORAGE_REFUSED, STORAGE_UNTRUSTED
  public void startServices() {
    startServices(EnumSet.allOf(ServiceName.class));
  }

  /// As [#startServices()], of these alone.
  public void startServices(Set<ServiceName> wanted) {
    orStopAll(() -> launchServices(wanted));
  }

  private void orStopAll(Runnable start) {
    try {
      start.run();
    } catch (RuntimeException e) {
      if (closing.get()) {
        throw new PlimsollException(ErrorCode.INTERRUPTED, "stopped while starting", e);
      }
      close();
      throw e;
    }
  }

  private void launchServices(Set<ServiceName> wanted) {
    settings.home().acceptOnly(settings.home().token());
    Ports ports = new Ports(settings.home().ports());
    List<ServiceCommand> commands =
        wanted.stream()
            .sorted()
            .map(
                name ->
                    new ServiceCommand(name, settings, backends(), ports.choose(name.value(), 0)))
            .toList();
    // Before any start: services read each other's ports.
    ports.remember();
    Instant begin = Instant.now();
    say.accept("the services are starting");
    Parallel.forEach(commands, Readiness.AT_ONCE, command -> startService(command, begin));
  }

  private void startService(ServiceCommand command, Instant begin) {
    ServiceName name = command.service();
    Path log = settings.home().log(name.value());
    LogFiles.rotate(log);
    ServiceProcess service =
        launch(command, log, this::writeState, launched -> services.put(name, launched));
    writeState();
    service.awaitReady();
    say.accept(
        "%s http://127.0.0.1:%d ready in %s"
            .formatted(name.value(), service.port(), Amounts.between(begin, Instant.now())));
  }

  /// Starts nothing once this is closing.
  ///
  /// @param changed runs at every new process
  /// @param keep registers the service to be stopped later
  private synchronized ServiceProcess launch(
      ServiceCommand command, Path log, Runnable changed, Consumer<ServiceProcess> keep) {
    if (closing.get()) {
      throw new PlimsollException(ErrorCode.INTERRUPTED, "stopped while starting");
    }
    ServiceProcess service = ServiceProcess.start(command, log, reaper, changed);
    keep.accept(service);
    return service;
  }

  private synchronized List<ServiceProcess> launched() {
    List<ServiceProcess> all = new ArrayList<>(services.values());
    all.addAll(others);
    return all;
  }

  /// Starts one more process of a service, with its own port and log, and returns when it is ready.
  /// It stops with everything else.
  ///
  /// @throws PlimsollException START_FAILED naming its log
  public ServiceProcess startAnother(ServiceName name) {
    String label = name.value() + "-" + (others.size() + 2);
    ServiceCommand command =
        new ServiceCommand(
            name, settings, backends(), new Ports(settings.home().ports()).choose(label, 0));
    ServiceProcess other = launch(command, settings.home().log(label), () -> {}, others::add);
    other.awaitReady();
    return other;
  }

  private Backends backends() {
    if (backends == null) {
      throw new IllegalStateException("the stack was not started");
    }
    return backends;
  }

  private Backends launchStack() {
    Instant begin = Instant.now();
    say.accept("Kafka, PostgreSQL and S3 are starting");
    StackProcess launched = DetachedSystem.launchStack(settings);
    stack = launched;
    writeState();
    StackDescription ready = launched.awaitReady();
    description = ready;
    say.accept(
        "Kafka %s, PostgreSQL %s:%d and S3 %s ready in %s"
            .formatted(
                ready.kafka().bootstrap(),
                ready.postgres().host(),
                ready.postgres().port(),
                ready.s3().endpoint(),
                Amounts.between(begin, Instant.now())));
    return Backends.of(ready, Secrets.read(Path.of(ready.secretsFile())));
  }

  private synchronized void writeState() {
    if (!closing.get()) {
      state(ProcessMark.of(ProcessHandle.current())).write(settings.home());
    }
  }

  private SystemState state(@Nullable ProcessMark supervisor) {
    List<SystemState.Part> parts = new ArrayList<>();
    if (stack != null) {
      parts.add(
          SystemState.Part.of("stack", stack.handle(), 0, settings.home().log("stack"), null));
    }
    for (ServiceProcess service : List.copyOf(services.values())) {
      parts.add(
          SystemState.Part.of(
              service.name().value(), service.handle(), service.port(), service.log(), null));
    }
    return new SystemState(
        supervisor,
        description,
        services.containsKey(ServiceName.PLANNER) ? console().toString() : "",
        parts);
  }

  /// Empty with external parts.
  public Optional<StackDescription> stack() {
    return Optional.ofNullable(description);
  }

  /// Passwords and keys of the embedded parts; throws IllegalStateException with external ones.
  public Secrets secrets() {
    return Secrets.read(
        Path.of(
            stack()
                .orElseThrow(() -> new IllegalStateException("no embedded stack"))
                .secretsFile()));
  }

  public ServiceProcess service(ServiceName name) {
    ServiceProcess service = services.get(name);
    if (service == null) {
      throw new IllegalStateException(name.value() + " was not started");
    }
    return service;
  }

  public Set<ServiceName> started() {
    synchronized (services) {
      return services.isEmpty()
          ? EnumSet.noneOf(ServiceName.class)
          : EnumSet.copyOf(services.keySet());
    }
  }

  public String token() {
    return settings.home().token();
  }

  /// Without the token.
  public URI console() {
    return service(ServiceName.PLANNER).address().resolve("/");
  }

  /// Leaves everything running under a supervisor; `down` stops it.
  public void detach() {
    reaper.close();
    try {
      if (stack != null) {
        stack.detach();
      }
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the stack ended; its log is " + settings.home().log("stack"), e);
    }
    // First without a supervisor: the supervisor reads the file.
    state(null).write(settings.home());
    state(SuperviseCommand.launch(settings)).write(settings.home());
    Runtime.getRuntime().removeShutdownHook(hook);
    lock.close();
  }

  /// Stops the services in parallel and then the stack. What does not stop is killed.
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    if (!Thread.currentThread().equals(hook)) {
      removeHook();
    } else {
      ending = true;
      say.accept("Stopping all that was started.");
    }
    try {
      Parallel.forEach(launched(), this::stop);
    } finally {
      if (stack != null) {
        stack.close();
      }
      reaper.close();
      SystemState.delete(settings.home());
      lock.close();
    }
    if (ending) {
      say.accept(
          "Stopped. %s keeps %s for the next run; delete the folder where nobody needs them."
              .formatted(settings.home().path(), Amounts.bytes(settings.home().bytes())));
    }
  }

  private void stop(ServiceProcess service) {
    Duration within = INTERRUPTED_SERVICE_STOPS_WITHIN;
    if (!ending) {
      within = service.isRecording() ? RECORDING_ENDS_WITHIN : SERVICE_STOPS_WITHIN;
    }
    if (!service.stop(within)) {
      if (!ending) {
        say.accept(service.name().value() + " does not stop and is killed");
      }
      service.kill();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending; the hook then finds nothing to do.
    }
  }
}

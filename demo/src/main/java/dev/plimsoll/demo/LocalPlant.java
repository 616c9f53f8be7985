package dev.plimsoll.demo;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.LocalSettings;
import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.ProjectRoot;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.demo.Plant.LogIngress;
import dev.plimsoll.demo.report.Evidence.ServiceMemory;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.kafka.KafkaLogin;
import dev.plimsoll.devstack.mariadb.MariaDbServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Plant of stack and services under the command line's own supervisor.
public final class LocalPlant implements Plant {
  private static final long MIB = 1L << 20;
  // Memory of a JVM beside its heap: classes, code, threads, buffers.
  private static final long BESIDE_HEAP_BYTES = 192 * MIB;
  private static final long SYNC_BESIDE_HEAP_BYTES = 256 * MIB;

  private final DataHome home;
  private final LocalSettings settings;
  private final Consumer<String> say;
  private final HttpClient http = ApiClient.http();
  private final PeakMemory memory = new PeakMemory(this::processes);
  private @Nullable LocalSystem system;

  private LocalPlant(LocalSettings settings, Consumer<String> say) {
    this.home = settings.home();
    this.settings = settings;
    this.say = say;
  }

  /// Plant as of [Plant.Maker#on].
  public static LocalPlant on(@Nullable Path folder, long requiredBytes, Consumer<String> say) {
    return of(folder, requiredBytes, List.of(), say);
  }

  /// As [#on], with a MariaDB in the stack where it can be installed.
  public static LocalPlant withMariaDb(
      @Nullable Path folder, long requiredBytes, Consumer<String> say) {
    return of(folder, requiredBytes, List.of("--mariadb-port", "0"), say);
  }

  /// As [#on], with variables for every service.
  public static Maker with(Map<String, String> serviceEnvironment) {
    return (folder, requiredBytes, say) ->
        of(
            settings(folder, requiredBytes, List.of()).withServiceEnvironment(serviceEnvironment),
            say);
  }

  static LocalPlant of(LocalSettings settings, Consumer<String> say) {
    return new LocalPlant(settings, say);
  }

  private static LocalPlant of(
      @Nullable Path folder, long requiredBytes, List<String> stackOptions, Consumer<String> say) {
    return of(settings(folder, requiredBytes, stackOptions), say);
  }

  private static LocalSettings settings(
      @Nullable Path folder, long requiredBytes, List<String> stackOptions) {
    DataHome home =
        folder == null ? DataHome.ofUser() : new DataHome(folder.toAbsolutePath().normalize());
    return LocalSettings.of(ProjectRoot.find(), home, System.getenv())
        .withStackOptions(stackOptions)
        .withRequiredBytes(requiredBytes);
  }

  @Override
  public void startStack() {
    system = LocalSystem.startStack(settings, say);
    if (system.stack().isEmpty()) {
      throw PlimsollException.usage(
          "the demo brings its own Kafka, PostgreSQL and S3: unset PLIMSOLL_KAFKA and the other"
              + " variables of external ones for it");
    }
  }

  @Override
  public void startServices(Set<ServiceName> wanted) {
    system().startServices(wanted);
    memory.start();
  }

  /// The system itself, of which more processes can be started. After [#startStack].
  public LocalSystem system() {
    LocalSystem running = system;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  private StackDescription stack() {
    return system()
        .stack()
        .orElseThrow(() -> new IllegalStateException("there is no embedded stack"));
  }

  @Override
  public Server server() {
    Secrets secrets = system().secrets();
    return new Server(
        stack().postgres().host(),
        stack().postgres().port(),
        secrets.superuser(),
        secrets.superuserPassword());
  }

  @Override
  public MariaDb mariaDb() {
    StackDescription.@Nullable MariaDb started = stack().mariaDb();
    Integer port = started == null ? null : started.port();
    if (port == null) {
      Problem problem = started == null ? null : started.problem();
      throw new PlimsollException(
          ErrorCode.SERVER_NOT_INSTALLED,
          problem == null ? "no MariaDB was asked for" : String.valueOf(problem.detail()));
    }
    return new MariaDb(
        "127.0.0.1",
        port,
        MariaDbServer.USER,
        system().secrets().mariaDbPassword(),
        pidIn(home.stack().resolve("mariadb").resolve("server.pid")));
  }

  @Override
  public LogIngress logIngress() {
    StackDescription stack = stack();
    Map<String, String> kafka = new HashMap<>();
    kafka.put("bootstrap.servers", stack.kafka().bootstrap());
    if (stack.kafka().login()) {
      kafka.putAll(KafkaLogin.client(system().secrets().kafkaPassword()));
    }
    return new LogIngress(
        system().service(ServiceName.MATERIALIZER).address(),
        system().token(),
        kafka,
        home.messagesKeyFile());
  }

  private static long pidIn(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> process(ServiceName service) {
    long pid = pid(service);
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(alive -> Long.toString(pid));
  }

  @Override
  public long pid(ServiceName service) {
    return system().service(service).pid();
  }

  @Override
  public Path folder() {
    return home.path();
  }

  @Override
  public Path credentials() {
    return settings.credentials();
  }

  @Override
  public ApiClient client(ServiceName service) {
    return new ApiClient(
        http, service.value(), system().service(service).address(), system().token());
  }

  @Override
  public URI console() {
    return URI.create(system().console() + "#token=" + system().token());
  }

  @Override
  public void kill(ServiceName service) {
    // The kernel forgets the peak with the process.
    memory.of(service.value());
    system().service(service).kill();
  }

  @Override
  public void restart(ServiceName service) {
    system().service(service).restart();
  }

  @Override
  public List<ServiceMemory> memory() {
    List<ServiceMemory> all = new ArrayList<>();
    for (ServiceName service : system().started()) {
      long heap = settings.heapMebibytes(service) * MIB;
      long beside = service == ServiceName.SYNC ? SYNC_BESIDE_HEAP_BYTES : BESIDE_HEAP_BYTES;
      all.add(new ServiceMemory(service.value(), memory.of(service.value()), heap, heap + beside));
    }
    return all;
  }

  private Map<String, Long> processes() {
    return system().started().stream().collect(Collectors.toMap(ServiceName::value, this::pid));
  }

  @Override
  public void detach() {
    system().detach();
    system = null;
  }

  @Override
  public void close() {
    memory.close();
    http.shutdownNow();
    if (system != null) {
      system.close();
    }
  }
}

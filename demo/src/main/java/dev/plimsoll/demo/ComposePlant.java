package dev.plimsoll.demo;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.ProjectRoot;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.report.Evidence.ServiceMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Plant of containers that `docker compose up` has started from the project's own file. It starts
/// and stops nothing but the service that the demo kills, of which it kills every replica.
public final class ComposePlant implements Plant {
  private static final String POSTGRES = "postgres";
  private static final int POSTGRES_PORT = 5432;
  private static final int HTTP_PORT = 8080;

  private final DataHome home;
  private final Compose compose;
  private final Path secrets;
  private final Consumer<String> say;
  private final HttpClient http = ApiClient.http();

  private ComposePlant(DataHome home, Path root, Consumer<String> say) {
    this.home = home;
    this.compose = Compose.ofFile(root);
    this.secrets = root.resolve("deploy").resolve("compose").resolve("secrets.d");
    this.say = say;
  }

  /// Plant as of [Plant.Maker#on]. Nothing is kept in the folder but the demo's two passwords.
  public static ComposePlant on(@Nullable Path folder, long requiredBytes, Consumer<String> say) {
    DataHome home =
        folder == null ? DataHome.ofUser() : new DataHome(folder.toAbsolutePath().normalize());
    return new ComposePlant(home, ProjectRoot.find(), say);
  }

  @Override
  public void startStack() {
    try {
      Files.createDirectories(home.path());
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.DATA_FOLDER, "cannot make " + home.path(), e);
    }
    compose.requireRunning(POSTGRES);
    say.accept("using the containers of docker compose");
  }

  @Override
  public void startServices(Set<ServiceName> wanted) {
    wanted.forEach(service -> compose.requireRunning(service.module()));
  }

  @Override
  public Server server() {
    URI published = compose.published(POSTGRES, POSTGRES_PORT);
    return new Server(
        published.getHost(),
        published.getPort(),
        "postgres",
        secret("postgres-password"),
        SslMode.VERIFY_FULL,
        secrets.resolve("ca"),
        new Elsewhere(POSTGRES, POSTGRES_PORT, SslMode.VERIFY_FULL, secrets.resolve("key")));
  }

  @Override
  public MariaDb mariaDb() {
    throw new PlimsollException(
        ErrorCode.SERVER_NOT_INSTALLED, "the demo uses no MariaDB of docker compose");
  }

  @Override
  public LogIngress logIngress() {
    throw new PlimsollException(
        ErrorCode.INVALID_REQUEST, "the brokers of docker compose are for its services alone");
  }

  @Override
  public Path folder() {
    return home.path();
  }

  @Override
  public Path credentials() {
    return home.path().resolve("compose");
  }

  @Override
  public ApiClient client(ServiceName service) {
    return new ApiClient(
        http, service.value(), compose.published(service.module(), HTTP_PORT), secret("token"));
  }

  @Override
  public Optional<String> process(ServiceName service) {
    return compose.process(service.module());
  }

  /// {@inheritDoc} Of this machine where Docker runs on it without a machine of its own between.
  @Override
  public long pid(ServiceName service) {
    return compose.pid(service.module());
  }

  @Override
  public URI console() {
    URI planner = compose.published(ServiceName.PLANNER.module(), HTTP_PORT);
    return URI.create(planner + "/#token=" + secret("token"));
  }

  @Override
  public void kill(ServiceName service) {
    compose.kill(service.module());
  }

  @Override
  public void restart(ServiceName service) {
    compose.start(service.module());
  }

  /// Empty: the containers' own limits hold their memory.
  @Override
  public List<ServiceMemory> memory() {
    return List.of();
  }

  @Override
  public void detach() {
    // Nothing ends with this process.
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private String secret(String name) {
    Path file = secrets.resolve(name);
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + file + ": deploy/compose/secrets makes it", e);
    }
  }
}

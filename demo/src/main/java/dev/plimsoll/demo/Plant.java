package dev.plimsoll.demo;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.demo.report.Evidence.ServiceMemory;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Plant: the stack and the services on this machine, for the demo and the benchmarks.
public interface Plant extends AutoCloseable {
  /// Maker of a plant on a data folder; nothing runs yet.
  interface Maker {
    /// @param folder null for the default
    /// @param requiredBytes that must be free there
    /// @param say gets a line for each step of the start
    Plant on(@Nullable Path folder, long requiredBytes, Consumer<String> say);
  }

  /// PostgreSQL for source and target, with its superuser.
  ///
  /// @param tls as this process sees the server
  /// @param certificates file of authorities that sign its certificate; null for the usual ones
  /// @param services where the services see it elsewhere than this process does; else null
  record Server(
      String host,
      int port,
      String superuser,
      String superuserPassword,
      SslMode tls,
      @Nullable Path certificates,
      @Nullable Elsewhere services) {
    /// A server that is at one address for all, without TLS.
    public Server(String host, int port, String superuser, String superuserPassword) {
      this(host, port, superuser, superuserPassword, SslMode.DISABLE, null, null);
    }
  }

  /// Address of a server as the services see it, who read no files of this process.
  ///
  /// @param keyFile of the installation, by which passwords are sealed for them
  record Elsewhere(String host, int port, SslMode tls, Path keyFile) {}

  /// The embedded MariaDB with its only user, a superuser.
  record MariaDb(String host, int port, String user, String password, long pid) {}

  /// Access for clients of the log.
  ///
  /// @param address of the materializer
  /// @param token of its API
  /// @param kafka client settings by Kafka's names
  /// @param keyFile of the keys that seal messages
  record LogIngress(URI address, String token, Map<String, String> kafka, Path keyFile) {}

  /// Starts Kafka, PostgreSQL and S3.
  void startStack();

  /// Starts services side by side and returns when all are ready. After [#startStack].
  void startServices(Set<ServiceName> wanted);

  default void startServices() {
    startServices(EnumSet.allOf(ServiceName.class));
  }

  /// After [#startStack].
  Server server();

  /// After [#startStack], where one was asked for.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException SERVER_NOT_INSTALLED with the reason
  MariaDb mariaDb();

  /// After [#startServices], of the materializer at least.
  LogIngress logIngress();

  /// The data folder.
  Path folder();

  /// The folder from which services read password files; it need not exist.
  Path credentials();

  /// After [#startServices].
  ApiClient client(ServiceName service);

  /// Id of a service's process that differs from that of every other one; empty while none runs.
  /// After [#startServices].
  Optional<String> process(ServiceName service);

  /// Process id, of the first of several, on this machine. After [#startServices].
  long pid(ServiceName service);

  /// Address of the console, with the token in its fragment, which browsers do not send.
  URI console();

  /// Ends a service by SIGKILL.
  void kill(ServiceName service);

  /// Restarts a killed service and returns when it is ready.
  void restart(ServiceName service);

  List<ServiceMemory> memory();

  /// Leaves everything running when this process ends.
  void detach();

  /// Stops everything that was not detached.
  @Override
  void close();
}

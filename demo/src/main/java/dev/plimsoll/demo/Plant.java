package dev.plimsoll.demo;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.demo.report.Evidence.ServiceMemory;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The stack and the services on this machine, as the demo and the benchmarks use them.
public interface Plant extends AutoCloseable {
  /// Makes the stack and services on a data folder; none of them runs yet.
  interface Maker {
    /// @param folder null for the usual one
    /// @param requiredBytes that must be free there
    /// @param say gets a line for each step of the start
    Plant on(@Nullable Path folder, long requiredBytes, Consumer<String> say);
  }

  /// The embedded PostgreSQL with its superuser.
  record Server(String host, int port, String superuser, String superuserPassword) {}

  /// The embedded MariaDB with its only user, who may do everything.
  ///
  /// @param pid of its process
  record MariaDb(String host, int port, String user, String password, long pid) {}

  /// Where clients of the log go to.
  ///
  /// @param address of the materializer
  /// @param token of its API
  /// @param kafka settings of a client, by Kafka's names
  /// @param keyFile of the keys that its messages are sealed with
  record LogIngress(URI address, String token, Map<String, String> kafka, Path keyFile) {}

  /// Starts Kafka, PostgreSQL and S3.
  void startStack();

  /// Starts services side by side; returns when all of these are ready. After [#startStack].
  void startServices(Set<ServiceName> wanted);

  /// As [#startServices(Set)], all of them.
  default void startServices() {
    startServices(EnumSet.allOf(ServiceName.class));
  }

  /// After [#startStack].
  Server server();

  /// After [#startStack], where one was asked for.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException SERVER_NOT_INSTALLED, saying why
  // there
  ///     is none
  MariaDb mariaDb();

  /// After [#startServices], of the materializer at least.
  LogIngress logIngress();

  /// The data folder.
  Path folder();

  /// The folder that the services take files with passwords from; it need not be there.
  Path credentials();

  /// After [#startServices].
  ApiClient client(ServiceName service);

  /// Process id. After [#startServices].
  long pid(ServiceName service);

  /// The console's address, with the token in its fragment, which browsers send to nobody.
  URI console();

  /// SIGKILL: it ends at once, whatever it was doing.
  void kill(ServiceName service);

  /// Starts a killed service anew; returns when it is ready.
  void restart(ServiceName service);

  List<ServiceMemory> memory();

  /// Leaves everything running when this process ends.
  void detach();

  /// Stops everything that was not detached.
  @Override
  void close();
}

package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.folder.Ports;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.SealedPassword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Command line and environment of a service, whose HTTP API has this port.
record ServiceCommand(ServiceName service, LocalSettings settings, Backends backends, int port) {
  private static final String MESSAGES_KEY_FILE = "PLIMSOLL_MESSAGES_KEY_FILE";
  // As in the images of Quarkus and others.
  private static final String MORE_JVM_OPTIONS = "JAVA_OPTS_APPEND";

  // For jobs of the kinds extract and load, and for searches of the console.
  private static final List<ServiceName> ASKED_BY_PLANNER =
      List.of(ServiceName.SYNC, ServiceName.QUERY);

  ServiceProgram program() {
    return new ServiceProgram(service, settings);
  }

  List<String> line() {
    ServiceProgram program = program();
    List<String> line = new ArrayList<>(Session.PREFIX);
    line.add(program.java());
    line.addAll(program.jvmOptions());
    line.addAll(moreJvmOptions());
    line.addAll(program.aotCache().options(settings.recording()));
    // Shown in the list of processes.
    line.add("-Dplimsoll.data=" + settings.home().path());
    line.add("-jar");
    line.add(program.jar().toString());
    return line;
  }

  /// They are no part of an AOT cache's identity: the JVM ignores a cache that does not fit them.
  private List<String> moreJvmOptions() {
    String options = settings.environment().getOrDefault(MORE_JVM_OPTIONS, "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }

  /// Replaces variables of this process.
  Map<String, String> environment() {
    Map<String, String> environment = backends.environment(service);
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("PLIMSOLL_API_TOKEN_SHA256_FILE", settings.home().tokenHashFile().toString());
    environment.put(SealedPassword.KEY_FILE, settings.home().keyFile().toString());
    environment.put(MESSAGES_KEY_FILE, messagesKeyFile());
    environment.put(Credentials.FOLDER, settings.credentials().toString());
    if (service == ServiceName.SYNC) {
      environment.putAll(whereTheLogIs());
    }
    if (service == ServiceName.PLANNER) {
      environment.putAll(whereTheOthersAre());
    }
    environment.putAll(settings.serviceEnvironment());
    return environment;
  }

  /// Systems on a shared Kafka share the key.
  private String messagesKeyFile() {
    @Nullable String named = settings.environment().get(MESSAGES_KEY_FILE);
    return named != null ? named : settings.home().messagesKeyFile().toString();
  }

  private Map<String, String> whereTheLogIs() {
    DataHome home = settings.home();
    OptionalInt materializer = new Ports(home.ports()).remembered(ServiceName.MATERIALIZER.value());
    return materializer.isEmpty()
        ? Map.of()
        : Map.of(
            "PLIMSOLL_LOG_URL",
            "http://127.0.0.1:" + materializer.getAsInt(),
            "PLIMSOLL_LOG_TOKEN_FILE",
            home.tokenFile().toString());
  }

  /// For the console's view of the other services and its searches, and for jobs.
  private Map<String, String> whereTheOthersAre() {
    Ports ports = new Ports(settings.home().ports());
    Map<String, String> others = new HashMap<>();
    for (ServiceName other : ServiceName.values()) {
      OptionalInt port = ports.remembered(other.value());
      if (other != ServiceName.PLANNER && port.isPresent()) {
        others.put(
            "PLIMSOLL_PLANNER_SERVICES_" + other.name() + "_URL",
            "http://127.0.0.1:" + port.getAsInt());
      }
    }
    for (ServiceName asked : ASKED_BY_PLANNER) {
      if (ports.remembered(asked.value()).isPresent()) {
        others.put(
            "PLIMSOLL_PLANNER_SERVICES_" + asked.name() + "_TOKEN_FILE",
            settings.home().tokenFile().toString());
      }
    }
    return others;
  }

  @Override
  public String toString() {
    return "ServiceCommand[" + service + " on " + port + "]";
  }
}

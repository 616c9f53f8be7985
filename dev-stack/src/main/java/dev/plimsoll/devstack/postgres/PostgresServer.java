package dev.plimsoll.devstack.postgres;

import dev.plimsoll.devstack.folder.Caches;
import dev.plimsoll.devstack.folder.Folders;
import dev.plimsoll.devstack.folder.PrivateFile;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.server.Reaper;
import dev.plimsoll.devstack.server.ServerProcess;
import dev.plimsoll.devstack.tls.ServerKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL server with the database `plimsoll`, and a role and schema for each service.
public final class PostgresServer implements AutoCloseable {
  public static final String DATABASE = "plimsoll";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

  private static final String PASSWORDS_ONLY =
      """
      # Written by Plimsoll: everybody shows a password.
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private final EmbeddedPostgres postgres;
  private final Reaper reaper;
  private final Path dataDirectory;

  private PostgresServer(EmbeddedPostgres postgres, Reaper reaper, Path dataDirectory) {
    this.postgres = postgres;
    this.reaper = reaper;
    this.dataDirectory = dataDirectory;
  }

  /// Starts the server on a folder, initialising it the first time; returns when it takes
  /// connections. A server of a crashed stack on the folder is stopped before.
  ///
  /// @param fsync as of [dev.plimsoll.devstack.StackOptions]
  /// @param keys for TLS, which clients may use; null for none
  public static PostgresServer start(
      Path folder, int port, Secrets secrets, boolean fsync, @Nullable ServerKeys keys)
      throws IOException {
    Path dataDirectory = folder.resolve("data");
    Path initialised = folder.resolve("initialised");
    Files.createDirectories(folder);
    // First: from now on no reaper of a crashed stack touches this folder.
    Reaper reaper =
        Reaper.start(
            new Reaper.Target(dataDirectory.resolve("postmaster.pid"), "postgres", "INT", "QUIT"),
            folder.resolve("reaper"));
    stopLeftover(folder);
    boolean isNew = !Files.exists(initialised);
    EmbeddedPostgres.Builder settings =
        settings(folder, dataDirectory, fsync)
            .setPort(port)
            .setConnectConfig("password", secrets.superuserPassword());
    if (keys != null) {
      secure(settings, folder, keys);
    }
    @Nullable Path passwordFile = null;
    if (isNew) {
      Folders.delete(dataDirectory);
      passwordFile = folder.resolve("superuser-password");
      PrivateFile.write(passwordFile, secrets.superuserPassword());
      // The library makes a cluster that trusts everybody, with a superuser without password. Its
      // settings of locales are passed to `initdb` last, where they override that.
      settings.setLocaleConfig("auth", "scram-sha-256");
      settings.setLocaleConfig("pwfile", passwordFile.toString());
    }
    EmbeddedPostgres postgres;
    try {
      postgres = settings.start();
    } finally {
      if (passwordFile != null) {
        Files.delete(passwordFile);
      }
    }
    PostgresServer server = new PostgresServer(postgres, reaper, dataDirectory);
    if (isNew) {
      try {
        server.initialise(secrets);
        Files.createFile(initialised);
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    }
    return server;
  }

  /// Stops a server of a crashed stack on the folder and returns when it is gone.
  public static void stopLeftover(Path folder) throws IOException {
    Optional<ServerProcess> leftover = ServerProcess.ofPostgres(folder.resolve("data"));
    if (leftover.isPresent()) {
      LOG.warn("stopping a PostgreSQL that a crashed stack left, pid {}", leftover.get().pid());
      leftover.get().stop();
    }
  }

  private static void secure(EmbeddedPostgres.Builder settings, Path folder, ServerKeys keys)
      throws IOException {
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("server-key.pem");
    PrivateFile.write(certificate, keys.certificate());
    PrivateFile.write(key, keys.key());
    settings
        .setServerConfig("ssl", "on")
        .setServerConfig("ssl_cert_file", "'" + certificate + "'")
        .setServerConfig("ssl_key_file", "'" + key + "'");
  }

  private static EmbeddedPostgres.Builder settings(Path folder, Path dataDirectory, boolean fsync) {
    int cores = Runtime.getRuntime().availableProcessors();
    ProcessBuilder.Redirect log =
        ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile());
    return EmbeddedPostgres.builder()
        .setDataDirectory(dataDirectory)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setOverrideWorkingDirectory(Caches.of("postgresql").toFile())
        .setPGStartupWait(Duration.ofSeconds(60))
        .setOutputRedirector(log)
        .setErrorRedirector(log)
        // The same order of text on every platform.
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .setLocaleConfig("locale", "C")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "''")
        // The library switches it off, but acknowledged data has to last.
        .setServerConfig("fsync", fsync ? "on" : "off")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("wal_level", "replica")
        .setServerConfig("max_connections", "200")
        // No service prepares transactions, but a source may.
        .setServerConfig("max_prepared_transactions", "8")
        .setServerConfig("shared_buffers", "256MB")
        .setServerConfig("max_wal_size", "2GB")
        .setServerConfig("checkpoint_timeout", "15min")
        .setServerConfig("max_worker_processes", Integer.toString(Math.max(8, 2 * cores)))
        .setServerConfig("max_parallel_workers", Integer.toString(Math.max(2, cores)))
        .setServerConfig("max_parallel_maintenance_workers", Integer.toString(Math.max(2, cores)))
        .setServerConfig("random_page_cost", "1.1")
        .setServerConfig("jit", "off")
        .setServerConfig("timezone", "UTC")
        .setServerConfig("log_timezone", "UTC")
        .setServerConfig("shared_preload_libraries", "pg_stat_statements");
  }

  private void initialise(Secrets secrets) throws IOException {
    try {
      execute(secrets, "postgres", ServiceRoles.roles(DATABASE, secrets));
      Files.writeString(dataDirectory.resolve("pg_hba.conf"), PASSWORDS_ONLY);
      execute(secrets, "postgres", List.of("SELECT pg_reload_conf()"));
      execute(secrets, DATABASE, ServiceRoles.schemas(DATABASE));
    } catch (SQLException e) {
      throw new IOException("PostgreSQL could not be set up: " + e.getMessage(), e);
    }
  }

  private void execute(Secrets secrets, String database, List<String> statements)
      throws SQLException {
    Map<String, String> login = Map.of("password", secrets.superuserPassword());
    try (Connection connection =
            postgres.getDatabase(secrets.superuser(), database, login).getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  public int port() {
    return postgres.getPort();
  }

  @Override
  public void close() throws IOException {
    postgres.close();
    // The library waits only some seconds; a large checkpoint can take longer.
    Optional<ServerProcess> stillThere = ServerProcess.ofPostgres(dataDirectory);
    if (stillThere.isPresent()) {
      stillThere.get().stop();
    }
    reaper.close();
  }
}

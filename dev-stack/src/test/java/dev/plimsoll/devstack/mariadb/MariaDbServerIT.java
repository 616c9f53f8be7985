package dev.plimsoll.devstack.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.devstack.folder.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MariaDbServerIT {
  private static final String PASSWORD = "of the test's own 'server'";

  @TempDir private Path folder;
  private int port;

  @BeforeEach
  void choosePort() {
    port = new Ports(folder.resolve("ports")).choose("mariadb", 0);
  }

  private Path data() {
    return folder.resolve("mariadb");
  }

  /// Said by the system itself, not by what is tested; or by who requires it of this machine.
  private static boolean canBeHad() throws IOException {
    String required = System.getenv("PLIMSOLL_REQUIRED");
    if (MariaDbInstallation.installed().isPresent()
        || (required != null && required.contains("mariadb"))) {
      return true;
    }
    return Files.isExecutable(Path.of("/usr/bin/apt-cache"))
        && new ChildCommand(Map.of(), Duration.ofSeconds(20), null)
            .run(List.of("/usr/bin/apt-cache", "show", "mariadb-server-core"))
            .output()
            .contains("Package: mariadb-server-core");
  }

  private MariaDbServer start() throws IOException {
    return MariaDbServer.start(MariaDbInstallation.find(), data(), port, PASSWORD);
  }

  private Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", user, password);
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Test
  void isFoundWhereverTheSystemHasIt() throws IOException {
    assumeTrue(canBeHad(), "neither installed nor known to apt-cache: MariaDB stays untested");

    MariaDbInstallation found = MariaDbInstallation.find();

    assertThat(found.version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void isUnpackedIntoAnEmptyCacheAndThenUsedFromIt() throws IOException {
    assumeTrue(canBeHad(), "neither installed nor known to apt-cache: MariaDB stays untested");
    assumeTrue(MariaDbInstallation.installed().isEmpty(), "it is installed");
    DebianPackages packages =
        new DebianPackages(folder.resolve("cache"), DebianPackages.TOOLS, DebianPackages.LISTS);

    // when
    long begin = System.nanoTime();
    MariaDbInstallation first = packages.installation();
    long fetched = System.nanoTime();
    MariaDbInstallation second = packages.installation();
    System.out.printf(
        "MariaDB %s from an empty cache: %d ms, again: %d ms%n",
        first.version(), (fetched - begin) / 1_000_000, (System.nanoTime() - fetched) / 1_000_000);

    // then
    assertThat(second).isEqualTo(first);
    assertThat(first.server()).startsWith(folder.resolve("cache"));
  }

  @Test
  void keepsItsRowsAndItsPortAndOpensToItsPasswordAlone() throws Exception {
    assumeTrue(canBeHad(), "neither installed nor known to apt-cache: MariaDB stays untested");
    // given
    try (MariaDbServer server = start()) {
      assertThat(server.port()).isEqualTo(port);
      try (Connection connection = connect(MariaDbServer.USER, PASSWORD);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE kept");
        statement.execute("CREATE TABLE kept.t (x int) ENGINE=InnoDB");
        statement.execute("INSERT INTO kept.t VALUES (42)");
        requireItsPassword(connection);
      }
      requireThisMachine();

      // when it is killed
      server.handle().destroyForcibly();
      await().atMost(Duration.ofMinutes(3)).until(() -> !server.handle().isAlive());
    }

    // then the next start has all of it
    ProcessHandle process;
    try (MariaDbServer server = start();
        Connection connection = connect(MariaDbServer.USER, PASSWORD)) {
      process = server.handle();
      assertThat(texts(connection, "SELECT x FROM kept.t")).containsExactly("42");
    }
    assertThat(process.isAlive()).isFalse();
  }

  private void requireItsPassword(Connection connection) throws Exception {
    assertThat(texts(connection, "SELECT concat(User, '@', Host) FROM mysql.global_priv"))
        .containsExactlyInAnyOrder("root@127.0.0.1", "mariadb.sys@localhost");
    assertThat(texts(connection, "SELECT @@character_set_server")).containsExactly("utf8mb4");
    for (String user : List.of(MariaDbServer.USER, "", "mariadb.sys")) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> connect(user, "").close())
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28000"));
    }
    // Files only where there is nothing.
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(
            () ->
                texts(
                    connection,
                    "SELECT 1 INTO OUTFILE '" + folder.resolve("written").toAbsolutePath() + "'"))
        .withMessageContaining("secure-file-priv");
    assertThat(data().resolve("accounts.sql")).doesNotExist();
    assertThat(Files.getPosixFilePermissions(data()).toString()).doesNotContain("GROUP", "OTHERS");
  }

  private void requireThisMachine() throws IOException {
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .forEach(
            address ->
                assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                        () -> {
                          try (Socket socket = new Socket()) {
                            socket.connect(new InetSocketAddress(address, port), 2_000);
                          }
                        }));
  }
}

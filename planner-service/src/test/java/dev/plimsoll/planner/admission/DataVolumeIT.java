package dev.plimsoll.planner.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Free space is that of the volume which the files go to. A tablespace in memory stands for a
/// second volume.
final class DataVolumeIT {
  private static final Path MEMORY = Path.of("/dev/shm");
  // Others write to both meanwhile.
  private static final long ABOUT = 64L << 20;

  private TestDatabase database;
  private Path folder;
  private FileStore memory;
  private FileStore disk;

  @BeforeEach
  void aTablespaceOnAnotherVolume() throws SQLException, IOException {
    Stack.get().requireEmbedded("which compares with this machine's disks");
    assumeThat(MEMORY).isDirectory();
    database = Stack.get().createDatabase("plan_volumes");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW data_directory")) {
      row.next();
      disk = Files.getFileStore(Path.of(row.getString(1)));
    }
    // The tests' databases may be in memory themselves.
    boolean inMemory = disk.equals(Files.getFileStore(MEMORY));
    Path another = inMemory ? Path.of("target").toAbsolutePath() : MEMORY;
    memory = Files.getFileStore(another);
    assumeThat(Math.abs(memory.getUsableSpace() - disk.getUsableSpace())).isGreaterThan(4 * ABOUT);
    folder = Files.createTempDirectory(another, "plimsoll-test-");
    execute("CREATE TABLESPACE in_memory LOCATION '" + folder + "'");
  }

  @AfterEach
  void drop() throws SQLException, IOException {
    if (folder != null) {
      execute("ALTER DATABASE plan_volumes RESET default_tablespace");
      execute("ALTER DATABASE plan_volumes RESET temp_tablespaces");
      execute("DROP TABLESPACE in_memory");
      Files.delete(folder);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Volumes read() {
    try (Connection connection = database.connect()) {
      return DataVolume.read(connection, database.address());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void isOn(FileStore store, ToLongFunction<Volumes> free) {
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                assertThat(Math.abs(free.applyAsLong(read()) - store.getUsableSpace()))
                    .isLessThan(ABOUT));
  }

  @Test
  void ofTheDataDirectoryWhereNothingElseIsSaid() {
    isOn(disk, Volumes::index);
    isOn(disk, Volumes::temporary);
    assertThat(read().shared()).isTrue();
  }

  @Test
  void ofTheTablespaceThatIndexesGoTo() throws SQLException {
    execute("ALTER DATABASE plan_volumes SET default_tablespace = 'in_memory'");

    isOn(memory, Volumes::index);
    isOn(disk, Volumes::temporary);
    isOn(disk, Volumes::wal);
    assertThat(read().shared()).isFalse();
  }

  @Test
  void ofTheTablespaceThatSortsGoTo() throws SQLException {
    execute("ALTER DATABASE plan_volumes SET temp_tablespaces = 'in_memory'");

    isOn(disk, Volumes::index);
    isOn(memory, Volumes::temporary);
    assertThat(read().shared()).isFalse();
  }
}

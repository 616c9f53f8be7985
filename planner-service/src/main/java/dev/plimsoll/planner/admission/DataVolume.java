package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.database.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The volume that a server has its data on. PostgreSQL does not tell free space over SQL; on this
/// very machine the volume can be asked.
public final class DataVolume {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  private static final String DATA_DIRECTORY =
      "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'";

  private DataVolume() {}

  /// Bytes; null where nobody can tell.
  public static @Nullable Long free(Statement statement, DatabaseAddress address)
      throws SQLException {
    if (!THIS_MACHINE.contains(address.host())) {
      return null;
    }
    try (ResultSet row = statement.executeQuery(DATA_DIRECTORY)) {
      if (!row.next()) {
        return null;
      }
      Path directory = Path.of(row.getString(1));
      return Files.isDirectory(directory) ? Files.getFileStore(directory).getUsableSpace() : null;
    } catch (IOException _) {
      return null;
    }
  }
}

package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Volumes that a server writes to during a build. PostgreSQL does not report free space over SQL;
/// the volumes of this machine can be asked directly.
public final class DataVolume {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  // An index goes to default_tablespace, else to the database's own. So do temporary files; the
  // first of temp_tablespaces stands for all. An empty location is the data directory.
  private static final String LOCATIONS =
      """
      WITH own AS (
        SELECT t.oid, t.spcname FROM pg_catalog.pg_database d
        JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
        WHERE d.datname = pg_catalog.current_database()
      ),
      named AS (
        SELECT pg_catalog.current_setting('default_tablespace') AS index,
               pg_catalog.btrim(pg_catalog.split_part(
                 pg_catalog.current_setting('temp_tablespaces'), ',', 1), ' "') AS temporary
      )
      SELECT (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory') AS data,
             pg_catalog.pg_tablespace_location(coalesce(
               (SELECT oid FROM pg_catalog.pg_tablespace, named WHERE spcname = named.index),
               own.oid)) AS index,
             pg_catalog.pg_tablespace_location(coalesce(
               (SELECT oid FROM pg_catalog.pg_tablespace, named WHERE spcname = named.temporary),
               own.oid)) AS temporary
      FROM own
      """;

  private DataVolume() {}

  /// Free space of each volume.
  public static Volumes read(Connection connection, DatabaseAddress address) throws SQLException {
    return THIS_MACHINE.contains(address.host())
        ? Sql.of(connection, LOCATIONS).first(DataVolume::volumes).orElse(Volumes.UNKNOWN)
        : Volumes.UNKNOWN;
  }

  private static Volumes volumes(ResultSet row) throws SQLException {
    String data = row.getString("data");
    if (data == null) {
      return Volumes.UNKNOWN;
    }
    @Nullable FileStore index = store(row.getString("index"), data);
    @Nullable FileStore temporary = store(row.getString("temporary"), data);
    return new Volumes(
        free(index),
        free(temporary),
        free(store("", data)),
        index == null || temporary == null || index.equals(temporary));
  }

  private static @Nullable FileStore store(@Nullable String location, String data) {
    Path directory = Path.of(location == null || location.isEmpty() ? data : location);
    try {
      return Files.isDirectory(directory) ? Files.getFileStore(directory) : null;
    } catch (IOException _) {
      return null;
    }
  }

  private static @Nullable Long free(@Nullable FileStore store) {
    try {
      return store == null ? null : store.getUsableSpace();
    } catch (IOException _) {
      return null;
    }
  }
}

package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.offsetlog.packing.ArrayParameters;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The rows of files that come whole: entered once, by whichever ingress path.
public final class FileRows {
  /// Returns the ids of those that are new. In the order of the objects' ids, so that no two
  /// statements wait for each other.
  public static final String ENTER =
      """
      INSERT INTO file (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
      SELECT w.* FROM unnest(?::bigint[], ?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::text[])
        AS w (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
      ORDER BY w.object_id
      ON CONFLICT (object_id) DO NOTHING
      RETURNING file_id
      """;

  private FileRows() {}

  /// The parameters of [#ENTER].
  public static void bind(ArrayParameters arrays, List<LogFile> files) throws SQLException {
    arrays.longs(files, LogFile::fileId);
    arrays.uuids(files, file -> file.object().id());
    arrays.uuids(files, LogFile::fingerprint);
    arrays.ints(files, file -> file.batches().size());
    arrays.texts(files, file -> file.object().bucket());
    arrays.texts(files, file -> file.object().key());
  }

  /// Executes a statement that returns what [#ENTER] does.
  public static Set<Long> entered(PreparedStatement statement) throws SQLException {
    Set<Long> entered = new HashSet<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        entered.add(rows.getLong("file_id"));
      }
    }
    return entered;
  }
}

package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/// Keeps whole files: one statement and one round trip each, a row of the manifest for each lane.
public final class FileAppend {
  private static final String APPEND =
      """
      WITH entered AS (
        INSERT INTO file (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (object_id) DO NOTHING
        RETURNING file_id
      )
      INSERT INTO manifest (lane, batch_count, packed)
      SELECT w.lane, w.batch_count, w.packed
      FROM entered CROSS JOIN unnest(?::int[], ?::int[], ?::bytea[]) AS w (lane, batch_count, packed)
      """;

  private static final int FIRST_ARRAY = 7;
  private static final int FIRST_ARRAY_AGAIN = 3;

  private static final String FIND =
      "SELECT f.file_id, f.fingerprint, f.batch_refs FROM file f WHERE f.object_id = ?";

  private static final String APPEND_AGAIN =
      """
      WITH counted AS (
        UPDATE file SET batch_refs = batch_refs + ? WHERE file_id = ? RETURNING file_id
      )
      INSERT INTO manifest (lane, batch_count, packed)
      SELECT w.lane, w.batch_count, w.packed
      FROM counted CROSS JOIN unnest(?::int[], ?::int[], ?::bytea[]) AS w (lane, batch_count, packed)
      """;

  /// @param fileId of the file, also where it came before
  /// @param resent it was kept before: nothing was done, but that batches of it that were refused
  ///     are judged anew
  public record Kept(long fileId, boolean resent) {}

  private final DataSource dataSource;
  private final FileNumbering numbering;

  public FileAppend(DataSource dataSource, FileNumbering numbering) {
    this.dataSource = dataSource;
    this.numbering = numbering;
  }

  /// When it returns, the file is durable; its batches get their offsets later.
  ///
  /// @throws SQLException it is not kept, or, when the answer was lost, it is: the same call again
  ///     then answers that it was
  /// @throws PlimsollException UNKNOWN_PARTITION, or FILE_CONFLICT where the log has a file of
  ///     that bucket and key with other batches; nothing is done
  public Kept append(FileAppended file) throws SQLException {
    LogFile numbered = numbering.number(file);
    List<ManifestRow> rows = ManifestRow.of(numbered.byLane());
    try (Connection connection = dataSource.getConnection()) {
      return insert(connection, numbered, rows) > 0
          ? new Kept(numbered.fileId(), false)
          : appendAgain(connection, numbered);
    }
  }

  private static int insert(Connection connection, LogFile file, List<ManifestRow> rows)
      throws SQLException {
    try (PreparedStatement append = connection.prepareStatement(APPEND)) {
      append.setLong(1, file.fileId());
      append.setObject(2, file.object().id());
      append.setObject(3, file.fingerprint());
      append.setInt(4, file.batches().size());
      append.setString(5, file.object().bucket());
      append.setString(6, file.object().key());
      bind(new ArrayParameters(append, FIRST_ARRAY), rows);
      return append.executeUpdate();
    }
  }

  /// Those of its batches that have offsets get no others.
  private static Kept appendAgain(Connection connection, LogFile file) throws SQLException {
    LogFile known;
    int refused;
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setObject(1, file.object().id());
      try (ResultSet row = find.executeQuery()) {
        if (!row.next()
            || !Objects.equals(row.getObject("fingerprint", UUID.class), file.fingerprint())) {
          throw file.conflict();
        }
        known = file.as(row.getLong("file_id"));
        refused = file.batches().size() - row.getInt("batch_refs");
      }
    }
    if (refused > 0) {
      try (PreparedStatement append = connection.prepareStatement(APPEND_AGAIN)) {
        append.setInt(1, known.batches().size());
        append.setLong(2, known.fileId());
        bind(new ArrayParameters(append, FIRST_ARRAY_AGAIN), ManifestRow.of(known.byLane()));
        if (append.executeUpdate() == 0) {
          throw new SQLException("the log has just forgotten the file; send it again", "40001");
        }
      }
    }
    return new Kept(known.fileId(), true);
  }

  private static void bind(ArrayParameters arrays, List<ManifestRow> rows) throws SQLException {
    arrays.ints(rows, ManifestRow::lane);
    arrays.ints(rows, ManifestRow::batchCount);
    arrays.bytes(rows, ManifestRow::packed);
  }
}

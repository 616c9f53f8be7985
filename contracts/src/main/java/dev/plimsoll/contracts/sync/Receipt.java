package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// `GET /api/v1/extracts/{id}/receipt` of the sync service: source, files and target read again and
/// compared, not our own counters.
///
/// A digest is order-independent: the sum, modulo 2^64, over all rows of the first 64 bits of the
/// MD5 of the row's text as PostgreSQL writes it; as 16 hexadecimal digits. Anyone can compute it
/// with one SQL statement, which `digestSql` gives.
public record Receipt(
    UUID extractId, State state, Instant startedAt, boolean proven, List<TableReceipt> tables) {

  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  /// @param lost rows of the source that are not in the target
  /// @param doubled rows of the target beyond the source's
  public record TableReceipt(
      QualifiedName table,
      QualifiedName target,
      long sourceRows,
      long fileRows,
      long logRows,
      long targetRows,
      String sourceDigest,
      String fileDigest,
      String targetDigest,
      long files,
      long lost,
      long doubled,
      String digestSql) {

    /// Rows and digests are equal everywhere.
    public boolean equal() {
      return sourceRows == fileRows
          && sourceRows == targetRows
          && sourceRows == logRows
          && sourceDigest.equals(fileDigest)
          && sourceDigest.equals(targetDigest);
    }
  }
}

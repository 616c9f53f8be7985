package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.FileIds;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import java.sql.SQLException;

/// Gives files the numbers that stand for their names.
public final class FileNumbering {
  private final FileIds fileIds;
  private final Partitions partitions;
  private final ProducerRefs producers;

  public FileNumbering(FileIds fileIds, Partitions partitions, ProducerRefs producers) {
    this.fileIds = fileIds;
    this.partitions = partitions;
    this.producers = producers;
  }

  /// @throws PlimsollException UNKNOWN_PARTITION where the log has not all of its partitions
  public LogFile number(FileAppended file) throws SQLException {
    return LogFile.of(file, fileIds.next(), partitions, producers);
  }
}

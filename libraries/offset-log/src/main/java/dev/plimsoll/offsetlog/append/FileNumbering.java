package dev.plimsoll.offsetlog.append;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.FileIds;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.postgres.history.HistoryChangedException;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;

/// Numbers of files, partitions and producers for the names in an event.
public final class FileNumbering {
  static final int MOST_ATTEMPTS = 3;

  /// Consumer of a numbered file.
  @FunctionalInterface
  public interface Ingress<A> {
    A take(LogFile file) throws SQLException, InterruptedException;
  }

  private final Transactions transactions;
  private final FileIds fileIds;
  private final Partitions partitions;
  private final ProducerRefs producers;

  public FileNumbering(
      Transactions transactions, FileIds fileIds, Partitions partitions, ProducerRefs producers) {
    this.transactions = transactions;
    this.fileIds = fileIds;
    this.partitions = partitions;
    this.producers = producers;
  }

  /// @throws PlimsollException UNKNOWN_PARTITION
  public LogFile number(FileAppended file) throws SQLException {
    long generation = transactions.generation();
    return LogFile.of(file, fileIds.next(), partitions, producers, generation);
  }

  /// Numbers a file and passes it on, again if the database's history changes meanwhile.
  ///
  /// @throws PlimsollException as [#number] and the ingress
  public <A> A pass(FileAppended file, Ingress<A> ingress)
      throws SQLException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return ingress.take(number(file));
      } catch (SQLException e) {
        if (attempt == MOST_ATTEMPTS || !HistoryChangedException.causes(e)) {
          throw e;
        }
      }
    }
  }
}

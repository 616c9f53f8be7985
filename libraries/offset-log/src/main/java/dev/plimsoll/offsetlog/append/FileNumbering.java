package dev.plimsoll.offsetlog.append;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.history.HistoryChangedException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Numbers of files, partitions and producers for the names in an event. Thread-safe.
public final class FileNumbering {
  static final int MOST_ATTEMPTS = 3;

  // Gaps do no harm.
  private static final int FILES_AT_ONCE = 500;
  private static final String DRAW =
      "SELECT nextval('file_id_seq') FROM generate_series(1, " + FILES_AT_ONCE + ")";

  /// Consumer of a numbered file.
  @FunctionalInterface
  public interface Ingress<A> {
    A take(LogFile file) throws SQLException, InterruptedException;
  }

  private final Transactions transactions;
  private final Partitions partitions;
  private final ProducerRefs producers;
  private final Queue<Long> drawn = new ConcurrentLinkedQueue<>();

  public FileNumbering(Transactions transactions, Partitions partitions, ProducerRefs producers) {
    this.transactions = transactions;
    transactions.histories().forgetBy(drawn::clear);
    this.partitions = partitions;
    this.producers = producers;
  }

  /// @throws PlimsollException UNKNOWN_PARTITION
  public LogFile number(FileAppended file) throws SQLException {
    long generation = transactions.generation();
    return LogFile.of(file, nextFileId(), partitions, producers, generation);
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

  synchronized long nextFileId() throws SQLException {
    Long next = drawn.poll();
    while (next == null) {
      transactions.statements(this::draw);
      next = drawn.poll();
    }
    return next;
  }

  private List<Long> draw(Connection connection) throws SQLException {
    Histories histories = transactions.histories();
    long generation = histories.generation(connection);
    List<Long> ids = Sql.of(connection, DRAW).list(row -> row.getLong(1));
    histories.remember(generation, () -> drawn.addAll(ids));
    return ids;
  }
}

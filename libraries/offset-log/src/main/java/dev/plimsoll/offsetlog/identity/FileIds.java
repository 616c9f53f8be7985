package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Numbers of files, drawn in blocks of 500. Gaps do no harm. Thread-safe.
public final class FileIds {
  private static final int AT_ONCE = 500;
  private static final String DRAW =
      "SELECT nextval('file_id_seq') FROM generate_series(1, " + AT_ONCE + ")";

  private final Transactions transactions;
  private final Queue<Long> drawn = new ConcurrentLinkedQueue<>();

  public FileIds(Transactions transactions) {
    this.transactions = transactions;
    transactions.histories().forgetBy(drawn::clear);
  }

  public synchronized long next() throws SQLException {
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

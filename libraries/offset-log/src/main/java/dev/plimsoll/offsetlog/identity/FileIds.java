package dev.plimsoll.offsetlog.identity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.sql.DataSource;

/// Numbers for files, drawn ahead. Those not used when the process ends are lost: nothing needs
/// them to be without holes.
public final class FileIds {
  private static final int AT_ONCE = 500;
  private static final String DRAW =
      "SELECT nextval('file_id_seq') FROM generate_series(1, " + AT_ONCE + ")";

  private final DataSource dataSource;
  private final Queue<Long> drawn = new ArrayDeque<>();

  public FileIds(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  public synchronized long next() throws SQLException {
    Long next = drawn.poll();
    if (next == null) {
      draw();
      next = drawn.remove();
    }
    return next;
  }

  private void draw() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement draw = connection.prepareStatement(DRAW);
        ResultSet rows = draw.executeQuery()) {
      while (rows.next()) {
        drawn.add(rows.getLong(1));
      }
    }
  }
}

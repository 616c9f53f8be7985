package dev.plimsoll.systemtests;

import dev.plimsoll.cli.local.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where batches are on their way from the source to the target, for whoever has to find out from
/// the test's output alone why they do not arrive.
final class BatchLocations {
  private static final int LAST_LINES = 40;

  private static final Map<String, String> COUNTS =
      new TreeMap<>(
          Map.of(
              "1 to be sent by sync", "SELECT count(*) FROM sync.outbox",
              "2 waiting for an offset",
                  "SELECT coalesce(sum(batch_count), 0) FROM materializer.manifest",
              "3 with an offset, in runs", "SELECT count(*) FROM materializer.segment",
              "4 records to be told by materializer",
                  """
                  SELECT coalesce(sum(s.next_offset - u.next_offset), 0)
                  FROM materializer.partition_state s
                  JOIN materializer.publication u USING (part_id)
                  """,
              "5 announced, without an offset at sync",
                  "SELECT count(*) FROM sync.batch WHERE base_offset IS NULL",
              "6 with an offset, not loaded",
                  "SELECT count(*) FROM sync.batch WHERE base_offset >= 0 AND loaded_at IS NULL"));

  private BatchLocations() {}

  static void print(SystemUnderTest plimsoll) {
    try (Connection control = plimsoll.openControl();
        Statement statement = control.createStatement()) {
      for (Map.Entry<String, String> count : COUNTS.entrySet()) {
        try (ResultSet row = statement.executeQuery(count.getValue())) {
          row.next();
          System.out.println(count.getKey() + ": " + row.getLong(1));
        }
      }
    } catch (SQLException e) {
      System.out.println("the control database does not say: " + e);
    }
    for (ServiceName name : List.of(ServiceName.SYNC, ServiceName.MATERIALIZER)) {
      print(plimsoll.system().service(name).log());
    }
  }

  /// The end of a service's log.
  static void print(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      System.out.println("the end of " + log.getFileName());
      lines.stream().skip(Math.max(0, lines.size() - LAST_LINES)).forEach(System.out::println);
    } catch (IOException e) {
      System.out.println(log + " cannot be read: " + e);
    }
  }
}

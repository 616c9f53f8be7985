package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.ingress.HttpConnection;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Files of batches that producers post to all processes in turn, until each batch has its offset.
/// A file without an answer is sent again, to the next process.
final class LogWork implements ScaledWork {
  static final int TOPICS = 16;
  static final int BATCHES_OF_A_FILE = 50;
  private static final int RECORDS = 100;
  private static final int BYTES = 4_096;

  private static final String PLACED =
      """
      SELECT t.name, coalesce(sum(s.batches), 0) FROM materializer.log_topic t
      JOIN materializer.log_partition p USING (topic_id)
      JOIN materializer.partition_state s USING (part_id)
      WHERE t.name LIKE ? GROUP BY t.name ORDER BY t.name
      """;

  /// By the segments alone: whether each begins where the one before has ended, and what they hold.
  private static final String SEGMENTS =
      """
      SELECT coalesce(sum(batch_count), 0), coalesce(sum(last_offset - base_offset + 1), 0),
        count(*) FILTER (WHERE base_offset <> coalesce(before + 1, 0))
      FROM (
        SELECT g.base_offset, g.last_offset, g.batch_count,
          lag(g.last_offset) OVER (PARTITION BY g.part_id ORDER BY g.base_offset) AS before
        FROM materializer.segment g
        JOIN materializer.log_partition p USING (part_id)
        WHERE p.topic LIKE ?) AS g
      """;

  private final Site site;
  private final Order order;
  private final List<Future<?>> producing = new ArrayList<>();
  private ExecutorService threads = Executors.newCachedThreadPool();
  private int runs;

  /// @param partitions of each of [#TOPICS] topics
  /// @param producers each with a connection
  /// @param files of each producer
  /// @param pauseMillis between two files of a producer; 0 for full pace
  record Order(String name, int partitions, int producers, int files, int pauseMillis) {
    long batches() {
      return (long) producers * files * BATCHES_OF_A_FILE;
    }
  }

  LogWork(Site site, Order order) {
    this.site = site;
    this.order = order;
  }

  @Override
  public String unit() {
    return "batches";
  }

  @Override
  public double total() {
    return order.batches();
  }

  private String topic(int number) {
    return "scale.%s.%d.%02d".formatted(order.name(), runs, number);
  }

  private String pattern() {
    return "scale.%s.%d.%%".formatted(order.name(), runs);
  }

  @Override
  public void prepare() {
    runs++;
    threads = Executors.newCachedThreadPool();
    producing.clear();
    for (int i = 0; i < TOPICS; i++) {
      site.materializer().create(new TopicRequest(topic(i), order.partitions(), null, null, null));
    }
  }

  @Override
  public void begin(Crew crew) {
    for (int i = 0; i < order.producers(); i++) {
      int number = i;
      producing.add(
          threads.submit(
              () -> {
                produce(number, crew);
                return null;
              }));
    }
  }

  private void produce(int number, Crew crew) throws InterruptedException {
    long[][] sequences = new long[TOPICS][order.partitions()];
    int partition = number;
    int process = number;
    HttpConnection connection = null;
    long due = System.nanoTime();
    for (int file = 0; file < order.files(); file++) {
      int topic = (number + file) % TOPICS;
      StringBuilder body =
          new StringBuilder(16 << 10)
              .append(
                  "{\"bucket\":\"scale\",\"key\":\"%s/%d/%d\",\"batches\":["
                      .formatted(topic(0), number, file));
      for (int i = 0; i < BATCHES_OF_A_FILE; i++) {
        partition = (partition + 1) % order.partitions();
        body.append(i == 0 ? "" : ",")
            .append("{\"topic\":\"")
            .append(topic(topic))
            .append("\",\"partition\":")
            .append(partition)
            .append(",\"producerId\":\"p")
            .append(number)
            .append("\",\"producerEpoch\":0,\"sequence\":")
            .append(sequences[topic][partition]++)
            .append(",\"byteOffset\":")
            .append(i * BYTES)
            .append(",\"byteLength\":")
            .append(BYTES)
            .append(",\"recordCount\":")
            .append(RECORDS)
            .append(",\"maxTimestamp\":\"2026-01-01T00:00:00Z\"}");
      }
      byte[] sent = body.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
      due += order.pauseMillis() * 1_000_000L;
      LockSupport.parkNanos(due - System.nanoTime());
      while (true) {
        try {
          if (connection == null) {
            connection = connect(crew.addresses(), process++);
          }
          int status = connection.post(sent);
          if (status == 200 || status == 202) {
            break;
          }
          if (status != 429 && status != 503) {
            throw new IllegalStateException("the log answered " + status);
          }
          Thread.sleep(5);
        } catch (IOException e) {
          // It has ended: the same file goes to another, which knows it if it was kept.
          connection = null;
          Thread.sleep(5);
        }
      }
    }
  }

  private HttpConnection connect(List<URI> addresses, int turn) throws IOException {
    URI files = addresses.get(turn % addresses.size()).resolve("/api/v1/files");
    return new HttpConnection(files, site.system().token(), "application/json");
  }

  @Override
  public double[] lanes() throws SQLException, ExecutionException, InterruptedException {
    for (Future<?> one : producing) {
      if (one.isDone()) {
        one.get();
      }
    }
    List<Double> placed = Sql.of(site.services(), PLACED, pattern()).list(row -> row.getDouble(2));
    return placed.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Override
  public Proof prove() throws Exception {
    threads.close();
    Proof proof =
        Sql.of(site.services(), SEGMENTS, pattern())
            .one(
                row -> {
                  long batches = row.getLong(1) - order.batches();
                  long records = row.getLong(2) - order.batches() * RECORDS;
                  long torn = row.getLong(3);
                  return new Proof(
                      Math.max(0, -batches) + torn + (records < 0 ? 1 : 0),
                      Math.max(0, batches) + (records > 0 ? 1 : 0));
                });
    for (int i = 0; i < TOPICS; i++) {
      site.materializer().delete(topic(i));
    }
    return proof;
  }

  /// Makes each move of a partition wait, as storage far away does; [#undoSlow] ends it.
  static void slow(Site site, double millis) throws SQLException {
    BenchDatabase.execute(
        site.services(),
        """
        CREATE OR REPLACE FUNCTION materializer.bench_wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_sleep(%s);
          RETURN NEW;
        END $$
        """
            .formatted(millis / 1_000),
        """
        CREATE TRIGGER bench_wait BEFORE UPDATE ON materializer.partition_state
        FOR EACH ROW EXECUTE FUNCTION materializer.bench_wait()
        """);
  }

  static void undoSlow(Site site) throws SQLException {
    BenchDatabase.execute(
        site.services(), "DROP FUNCTION IF EXISTS materializer.bench_wait() CASCADE");
  }
}

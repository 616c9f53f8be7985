package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Extracts of tables through Parquet on S3 and the log, each loaded into a fresh target.
final class ExtractWork implements ScaledWork {
  /// Rows, distinct ids, and a sum that no row can leave or enter unseen.
  private static final String ROWS =
      "SELECT count(*), count(DISTINCT id), coalesce(sum(hashtextextended(body, id)), 0)::text FROM %s";

  private final Site site;
  private final Order order;
  private final List<UUID> extracts = new ArrayList<>();
  private int runs;
  private DatabaseAddress target;

  /// @param source as registered
  /// @param tables of one extract each, or all of one
  /// @param each whether each table is an extract of its own
  /// @param readers of one table at most
  /// @param fileBytes of a file, about
  /// @param rows of all tables
  record Order(
      String name,
      String source,
      List<QualifiedName> tables,
      boolean each,
      int readers,
      long fileBytes,
      long rows) {}

  ExtractWork(Site site, Order order) {
    this.site = site;
    this.order = order;
    this.target = site.database().address();
  }

  @Override
  public String unit() {
    return "rows";
  }

  @Override
  public double total() {
    return order.rows();
  }

  @Override
  public void prepare() {
    runs++;
    target = site.database().databases().createTarget(order.name() + runs);
    Registrations.register(site.planner(), site.sync(), target.database(), target);
    extracts.clear();
  }

  @Override
  public void begin(Crew crew) {
    List<List<QualifiedName>> orders =
        order.each() ? order.tables().stream().map(List::of).toList() : List.of(order.tables());
    for (List<QualifiedName> tables : orders) {
      ExtractRequest request =
          new ExtractRequest(
              order.source(),
              tables.stream().map(QualifiedName::toString).toList(),
              target.database(),
              null,
              new ReadingRequest(null, null, order.readers()),
              new FilesRequest(new FileSize(order.fileBytes(), null), null, null, null),
              null,
              null,
              null);
      extracts.add(site.sync().start(request, UUID.randomUUID()).id());
    }
  }

  @Override
  public double[] lanes() {
    // What was read and what was loaded count half each: a client sees both.
    Map<QualifiedName, Double> done = new HashMap<>();
    for (ExtractView extract : views()) {
      if (extract.state() == ExtractView.State.FAILED) {
        throw new IllegalStateException("an extract failed: " + extract.tables());
      }
      for (TableView table : extract.tables()) {
        TableCounters counters = table.counters();
        done.put(table.table(), (counters.rowsRead() + counters.rowsLoaded()) / 2.0);
      }
    }
    return order.tables().stream().mapToDouble(table -> done.getOrDefault(table, 0.0)).toArray();
  }

  private List<ExtractView> views() {
    return extracts.size() == 1
        ? List.of(site.sync().extract(extracts.getFirst()))
        : site.sync().extracts(extracts.size()).stream()
            .filter(extract -> extracts.contains(extract.id()))
            .toList();
  }

  @Override
  public Proof prove() throws SQLException, InterruptedException {
    while (views().stream().anyMatch(extract -> extract.state() == ExtractView.State.RUNNING)) {
      Thread.sleep(50);
    }
    Proof proof = new Proof(0, 0);
    try (Connection source = site.database().open();
        Connection loaded = site.database().databases().open(target)) {
      for (QualifiedName table : order.tables()) {
        proof = proof.and(compare(rows(source, table), rows(loaded, table)));
      }
    }
    site.database()
        .executeAsSuperuser(
            "DROP DATABASE IF EXISTS %s WITH (FORCE)"
                .formatted(Identifiers.quote(target.database())));
    return proof;
  }

  private record Rows(long count, long distinct, String digest) {}

  private static Rows rows(Connection connection, QualifiedName table) throws SQLException {
    return Sql.of(connection, ROWS.formatted(Identifiers.quote(table)))
        .one(row -> new Rows(row.getLong(1), row.getLong(2), row.getString(3)));
  }

  private static Proof compare(Rows source, Rows loaded) {
    long lost = source.distinct() - loaded.distinct();
    long doubled = loaded.count() - loaded.distinct();
    // Equal numbers of other rows are lost and come too often.
    return lost == 0 && doubled == 0 && !source.digest().equals(loaded.digest())
        ? new Proof(1, 1)
        : new Proof(Math.abs(lost), doubled);
  }

  /// Creates and fills tables at the source: an id, a text of 64 hex digits, a time.
  static void create(BenchDatabase database, List<QualifiedName> tables, long rows)
      throws SQLException {
    for (QualifiedName table : tables) {
      database.execute(
          "CREATE SCHEMA IF NOT EXISTS " + Identifiers.quote(table.schema()),
          "CREATE TABLE %s (id bigint NOT NULL, body text NOT NULL, at timestamptz NOT NULL)"
              .formatted(Identifiers.quote(table)),
          """
          INSERT INTO %s
          SELECT i, encode(sha256(int8send(i)), 'hex'), timestamptz '2026-01-01' + i * interval '1 s'
          FROM generate_series(1, %d) AS i
          """
              .formatted(Identifiers.quote(table), rows),
          "ALTER TABLE %s ADD PRIMARY KEY (id)".formatted(Identifiers.quote(table)),
          "VACUUM (FREEZE, ANALYZE) " + Identifiers.quote(table));
    }
  }
}

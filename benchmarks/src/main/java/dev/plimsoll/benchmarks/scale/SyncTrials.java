package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Beside;
import dev.plimsoll.benchmarks.scale.ScaleTrials.Title;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/// Trials of the sync service.
final class SyncTrials implements AutoCloseable {
  static final String LARGE = "one extract of a large table";
  static final String SMALL = "many small extracts";
  static final String SLOW = "tables over a slow link";
  private static final String SCHEMA = "scaled";
  private static final int SLOW_TABLES = 16;
  private static final int READERS = 8;
  private static final long FILE_BYTES = 1L << 20;

  /// Bytes a second of a connection, and less where processes come and go.
  static final double PACE = 100_000;

  private static final double SLOWER_PACE = 50_000;

  private final Site site;
  private final Amount amount;
  private final ScaleTrials trials;
  private final SlowLink link;
  private final Crew crew;
  private final QualifiedName large = new QualifiedName(SCHEMA, "large");

  SyncTrials(Site site, Amount amount, ScaleTrials trials) throws IOException {
    this.site = site;
    this.amount = amount;
    this.trials = trials;
    DatabaseAddress source = site.database().address();
    this.link = SlowLink.to(source.host(), source.port(), PACE);
    this.crew = new Crew(site.system(), ServiceName.SYNC, "plimsoll_sync_extracted_rows_total");
  }

  void measure(ScaleStudy study) throws Exception {
    List<QualifiedName> small = tables("small", amount.small());
    List<QualifiedName> slow = tables("slow", SLOW_TABLES);
    ExtractWork.create(site.database(), List.of(large), amount.rows());
    ExtractWork.create(site.database(), small, 1_000);
    ExtractWork.create(site.database(), slow, amount.slowRows());
    DatabaseAddress source = site.database().address();
    Registrations.register(site.planner(), site.sync(), "scaled", source);
    Registrations.register(
        site.planner(),
        site.sync(),
        "scaled_slowly",
        new DatabaseAddress(
            "127.0.0.1",
            link.port(),
            source.database(),
            source.user(),
            source.sslMode(),
            source.credential()));
    ExtractWork one = work("large", "scaled", List.of(large), false, READERS, amount.rows());
    ExtractWork many = work("small", "scaled", small, true, 1, 1_000L * small.size());
    ExtractWork slowly =
        work("slow", "scaled_slowly", slow, true, 1, amount.slowRows() * slow.size());
    study.forEachCrew(
        "sync",
        crew,
        _ -> {
          study.add(
              trials.scaled(
                  new Title("sync", LARGE, "CPU"), crew, one, crew.warmUps(), amount.times()));
          study.add(trials.scaled(new Title("sync", SMALL, "CPU"), crew, many, 0, amount.times()));
          study.add(trials.scaled(new Title("sync", SLOW, "waiting"), crew, slowly, 0, 1));
          besides(study);
        });
    link.pace(SLOWER_PACE);
    study.add(trials.rebalances("sync", crew, slowly));
  }

  private ExtractWork work(
      String name,
      String source,
      List<QualifiedName> tables,
      boolean each,
      int readers,
      long rows) {
    return new ExtractWork(
        site, new ExtractWork.Order(name, source, tables, each, readers, FILE_BYTES, rows));
  }

  private static List<QualifiedName> tables(String prefix, int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> new QualifiedName(SCHEMA, "%s_%02d".formatted(prefix, i)))
        .toList();
  }

  /// Binary COPY out and in, one pipe and as many as cores, of the large table: without files, log
  /// and anything that could be resumed.
  private void besides(ScaleStudy study) throws Exception {
    for (int pipes : List.of(1, 2)) {
      DatabaseAddress target = site.database().databases().createTarget("pipes");
      try (Connection connection = site.database().databases().open(target)) {
        BenchDatabase.execute(
            connection,
            "CREATE TABLE large (id bigint NOT NULL, body text NOT NULL, at timestamptz NOT NULL)");
      }
      List<Callable<Long>> copies = new ArrayList<>();
      for (int i = 0; i < pipes; i++) {
        long from = amount.rows() * i / pipes;
        long to = amount.rows() * (i + 1) / pipes;
        copies.add(() -> copy(target, from, to));
      }
      long begin = System.nanoTime();
      long rows = SideBySide.sum(pipes, copies);
      study.add(
          new Beside(
              LARGE,
              pipes == 1 ? "one COPY pipe" : "two COPY pipes, as many as cores",
              pipes > 1,
              "rows",
              rows * 1e9 / (System.nanoTime() - begin)));
      site.database()
          .executeAsSuperuser(
              "DROP DATABASE %s WITH (FORCE)".formatted(Identifiers.quote(target.database())));
    }
  }

  private long copy(DatabaseAddress target, long from, long to) throws SQLException {
    try (Connection source = site.database().open();
        Connection into = site.database().databases().open(target)) {
      CopyOut out =
          copies(source)
              .copyOut(
                  "COPY (SELECT * FROM %s WHERE id > %d AND id <= %d) TO STDOUT (FORMAT binary)"
                      .formatted(Identifiers.quote(large), from, to));
      CopyIn in = copies(into).copyIn("COPY large FROM STDIN (FORMAT binary)");
      for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
        in.writeToCopy(row, 0, row.length);
      }
      return in.endCopy();
    }
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  @Override
  public void close() {
    link.close();
  }
}

package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Work of producers that append files side by side while workers give offsets, until every batch
/// has its offset. Tables are made anew each time.
final class EndToEnd implements Work {
  static final String WAL_PER_EVENT = "walBytesAnEvent";
  static final String CPU_PER_EVENT = "cpuMicrosAnEvent";
  static final String DEAD_ROWS = "deadRows";

  /// Records that were appended and have no offset, or have one and were not appended.
  static final String ASTRAY = "recordsAstray";

  private final BenchDatabase database;
  private final ProcessCpu cpu;
  private final Sequencer sequencer;
  private final Scenario scenario;
  private final Load load;
  private int warmUps;
  private long walBefore;
  private double cpuBefore;
  private List<List<GeneratedFile>> files = List.of();

  /// @param database with the extension pgstattuple
  /// @param cpu of the whole server
  /// @param warmUps first runs that are not quoted
  EndToEnd(
      BenchDatabase database,
      ProcessCpu cpu,
      Sequencer sequencer,
      Scenario scenario,
      Load load,
      int warmUps) {
    this.database = database;
    this.cpu = cpu;
    this.sequencer = sequencer;
    this.scenario = scenario;
    this.load = load;
    this.warmUps = warmUps;
  }

  @Override
  public void prepare() throws Exception {
    files = load.files(scenario, warmUps-- > 0);
    try (RunSessions sessions = new RunSessions(database::open, sequencer.schema())) {
      // The probe has a partition of its own.
      sequencer.create(sessions.open(), scenario.partitions() + 1, scenario.history());
    }
    database.checkpoint();
  }

  @Override
  public Done run() throws Exception {
    try (RunSessions sessions = new RunSessions(database::open, sequencer.schema())) {
      if (scenario.heldSnapshot()) {
        sessions.holdSnapshot();
      }
      RunThreads crew = new RunThreads(sequencer, scenario, load.producers(), sessions);
      Load.Ran ran = load.run(crew, files, this::begin);
      files = List.of(); // frees memory for the other contenders' files
      RunThreads.Appended appended = ran.appended();
      Map<String, Double> figures = new HashMap<>(ran.figures());
      figures.put(WAL_PER_EVENT, (double) (wal() - walBefore) / appended.batches());
      figures.put(CPU_PER_EVENT, (cpu.seconds() - cpuBefore) * 1e6 / appended.batches());
      figures.put(DEAD_ROWS, deadRows());
      // Holes and overlaps throw: figures measured with them are worthless.
      long found = sequencer.recordsWithOffsets(sessions.open(), scenario.history());
      figures.put(ASTRAY, (double) Math.abs(found - appended.records()));
      return new Done(appended.batches(), ran.took(), figures);
    }
  }

  private void begin() throws SQLException {
    walBefore = wal();
    cpuBefore = cpu.seconds();
  }

  private long wal() throws SQLException {
    return database.one(
        "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint", row -> row.getLong(1));
  }

  private double deadRows() throws SQLException {
    try (Connection connection = database.openAsSuperuser()) {
      return Sql.of(
              connection,
              """
              SELECT coalesce(sum((pgstattuple(c.oid)).dead_tuple_count), 0)::bigint
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relkind = 'r'
              """,
              sequencer.schema())
          .one(row -> row.getLong(1));
    }
  }
}

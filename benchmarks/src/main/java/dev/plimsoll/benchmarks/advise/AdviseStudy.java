package dev.plimsoll.benchmarks.advise;

import dev.plimsoll.benchmarks.advise.AdviseFindings.Sized;
import dev.plimsoll.benchmarks.advise.scale.AdvisorOrder;
import dev.plimsoll.benchmarks.advise.scale.AdvisorProcess;
import dev.plimsoll.benchmarks.advise.scale.ManyTables;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Setup.Study;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.demo.Plant;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// Study of the advisor's time and memory, in a process of its own, for a quarter of a database and
/// for all of it; beside the time of explaining and parsing each statement once.
public final class AdviseStudy implements Study {
  private static final long SEED = 7;
  private static final int ROWS = 1_000;

  private final BenchDatabase database;
  private final Path credentials;
  private final boolean quick;

  public static Benchmark benchmark(Plant.Maker plants) {
    return new StackBenchmark(
        "advise",
        "advice on indexes for 1,000 tables and 5,000 statements, beside one EXPLAIN of each",
        false,
        plants,
        _ -> 2L << 30,
        Set.of(),
        AdviseStudy::new);
  }

  private AdviseStudy(Plant plant, BenchDatabase database, Conditions conditions) {
    this.database = database;
    this.credentials = plant.credentials();
    this.quick = conditions.quick();
  }

  private ManyTables all() {
    return quick ? new ManyTables(80, 400, ROWS, SEED) : new ManyTables(1_000, 5_000, ROWS, SEED);
  }

  @Override
  public String scale() {
    return "%,d tables, %,d statements".formatted(all().tables(), all().statements());
  }

  @Override
  public Studied study(Consumer<String> say) throws Exception {
    ManyTables all = all();
    say.accept("making " + scale());
    try (Connection connection = database.open()) {
      all.create(connection);
    }
    List<Sized> sized = new ArrayList<>();
    for (int part : List.of(4, 1)) {
      // The same tables: a part of the statements names a part of them.
      ManyTables some = new ManyTables(all.tables() / part, all.statements() / part, ROWS, SEED);
      Sized one = new Sized(some.tables(), some.statements(), advise(some.workload()));
      sized.add(one);
      say.accept(
          String.format(
              Locale.ROOT,
              "%,d statements: %.1f s, %.0f MB at most; one EXPLAIN of each %.1f s",
              one.statements(),
              one.report().seconds(),
              one.report().peakBytes() / (1 << 20),
              one.report().explainSeconds()));
    }
    return AdvisePage.studied(new AdviseFindings(sized));
  }

  private AdvisorOrder.Report advise(String workload) throws IOException, InterruptedException {
    Path complaints = Files.createTempFile("advisor", ".log");
    Process advisor =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AdvisorProcess.class.getName())
            .redirectError(complaints.toFile())
            .start();
    try {
      AdvisorOrder order = new AdvisorOrder(database.address(), credentials.toString(), workload);
      try (OutputStream in = advisor.getOutputStream()) {
        in.write(Json.write(order).getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(advisor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (advisor.waitFor() != 0) {
        throw new IOException("the advisor failed: " + said + Files.readString(complaints));
      }
      return Json.read(
          said.strip().lines().reduce("", (_, last) -> last), AdvisorOrder.Report.class);
    } finally {
      advisor.destroyForcibly();
      Files.delete(complaints);
    }
  }
}

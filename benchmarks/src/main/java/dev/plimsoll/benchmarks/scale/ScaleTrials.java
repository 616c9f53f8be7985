package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.scale.ScaleFindings.CpuMicros;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Rebalance;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Scaled;
import dev.plimsoll.benchmarks.scale.ScaledWork.Proof;
import dev.plimsoll.cli.local.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Trials of a work by a crew.
final class ScaleTrials {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final double BETWEEN_COUNTS = 0.5;
  private static final double GIVES_UP = 240;
  private static final double MICROS = 1e6;

  private final Site site;
  private final Consumer<String> say;

  ScaleTrials(Site site, Consumer<String> say) {
    this.site = site;
    this.say = say;
  }

  /// A trial's names.
  record Title(String service, String work, String limit) {}

  /// Runs a work some times by all processes that run.
  ///
  /// @param warmUps runs before, which count for nothing
  Scaled scaled(Title title, Crew crew, ScaledWork work, int warmUps, int times) throws Exception {
    for (int i = 0; i < warmUps; i++) {
      once(crew, work);
    }
    List<ServiceProcess> processes = crew.running();
    List<Double> before = processes.stream().map(crew::counted).toList();
    List<Double> rates = new ArrayList<>();
    Proof proof = new Proof(0, 0);
    double[] cpu = new double[3];
    for (int i = 0; i < times; i++) {
      Once run = once(crew, work);
      rates.add(work.total() / run.seconds());
      proof = proof.and(run.proof());
      for (int part = 0; part < cpu.length; part++) {
        cpu[part] += run.cpu()[part] * MICROS / work.total() / times;
      }
    }
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      shares.add(crew.counted(processes.get(i)) - before.get(i));
    }
    Scaled scaled =
        new Scaled(
            title.service(),
            title.work(),
            title.limit(),
            work.unit(),
            processes.size(),
            rates,
            shares,
            new CpuMicros(cpu[0], cpu[1], cpu[2]),
            proof.lost(),
            proof.doubled());
    say.accept("%s".formatted(scaled));
    return scaled;
  }

  private record Once(double seconds, double[] cpu, Proof proof) {}

  private Once once(Crew crew, ScaledWork work) throws Exception {
    work.prepare();
    double[] before = cpu(crew);
    long begin = System.nanoTime();
    work.begin(crew);
    while (sum(work.lanes()) < work.total()) {
      if (since(begin) > GIVES_UP) {
        throw new IllegalStateException("not done within %.0f s".formatted(GIVES_UP));
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    double seconds = since(begin);
    double[] after = cpu(crew);
    for (int part = 0; part < after.length; part++) {
      after[part] -= before[part];
    }
    return new Once(seconds, after, work.prove());
  }

  private double[] cpu(Crew crew) {
    return new double[] {crew.cpuSeconds(), site.postgres().seconds(), site.stack().seconds()};
  }

  private static double sum(double[] lanes) {
    double sum = 0;
    for (double lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /// Something that happens to the crew while it works.
  ///
  /// @param at share of the work, at which it begins
  private record Event(String name, double at, int from, int to, Act act) {}

  @FunctionalInterface
  private interface Act {
    void on(Crew crew);
  }

  /// By a crew of two, to which one is added, of which one is drained and then another killed.
  private static final List<Event> EVENTS =
      List.of(
          new Event("added", 0.2, 2, 3, Crew::add),
          new Event("drained", 0.5, 3, 2, crew -> crew.drain(crew.running().get(1))),
          new Event("killed", 0.75, 2, 1, crew -> crew.kill(crew.running().getLast())));

  /// What has happened.
  private static final class Happened {
    private final String name;
    private final int from;
    private final int to;
    private final double began;
    private double ended = Double.NaN;
    private List<Long> members = List.of();

    private Happened(String name, int from, int to, double began) {
      this.name = name;
      this.from = from;
      this.to = to;
      this.began = began;
    }
  }

  /// Adds, drains and kills a process in the middle of one work.
  List<Rebalance> rebalances(String service, Crew crew, ScaledWork work) throws Exception {
    crew.resize(2);
    Course course = new Course();
    List<Happened> happened = new ArrayList<>();
    work.prepare();
    long begin = System.nanoTime();
    work.begin(crew);
    happened.add(new Happened("quiet", 2, 2, 0));
    double counted = -1;
    try (ExecutorService acting = Executors.newSingleThreadExecutor()) {
      @Nullable Future<?> act = null;
      while (course.done() < work.total()) {
        double now = since(begin);
        if (now > GIVES_UP) {
          throw new IllegalStateException("not done within %.0f s".formatted(GIVES_UP));
        }
        course.sample(now, work.lanes());
        if (now - counted > BETWEEN_COUNTS) {
          counted = now;
          crew.running().forEach(one -> course.count(one.pid(), since(begin), crew.counted(one)));
        }
        act = ended(act);
        int next = happened.size() - 1;
        if (act == null
            && next < EVENTS.size()
            && course.done() >= EVENTS.get(next).at() * work.total()) {
          Event event = EVENTS.get(next);
          Happened one = new Happened(event.name(), event.from(), event.to(), now);
          happened.add(one);
          act =
              acting.submit(
                  () -> {
                    event.act().on(crew);
                    one.members = crew.running().stream().map(ServiceProcess::pid).toList();
                    one.ended = since(begin);
                  });
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
      if (act != null) {
        act.get();
      }
    }
    double end = since(begin);
    Proof proof = work.prove();
    crew.resize(1);
    List<Rebalance> rebalances = new ArrayList<>();
    for (int i = 0; i < happened.size(); i++) {
      Happened one = happened.get(i);
      double until = i + 1 < happened.size() ? happened.get(i + 1).began : end;
      Rebalance rebalance =
          new Rebalance(
              service,
              one.name,
              one.from,
              one.to,
              course.longestPause(one.began, until),
              course.longestPauseOfALane(one.began, until),
              one.ended - one.began,
              one.members.size() < 2 ? Double.NaN : course.evenAfter(one.members, one.began, until),
              proof.lost(),
              proof.doubled());
      say.accept(rebalance.toString());
      rebalances.add(rebalance);
    }
    return rebalances;
  }

  private static @Nullable Future<?> ended(@Nullable Future<?> act)
      throws ExecutionException, InterruptedException {
    if (act == null || !act.isDone()) {
      return act;
    }
    act.get();
    return null;
  }
}

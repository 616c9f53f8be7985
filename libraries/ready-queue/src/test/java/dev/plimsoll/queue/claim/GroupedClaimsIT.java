package dev.plimsoll.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.queue.QueueDatabase;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls that are served together get what they would get one after the other. The oracle is the
/// queue itself, asked call by call.
final class GroupedClaimsIT {
  private static final int JOBS = 400;
  private static final int GROUPS = 60;

  private static final Needs LARGE = new Needs(8_000, 0, 0, 0, Duration.ofMinutes(2));
  private static final Needs SMALL = new Needs(1_000, 0, 0, 0, Duration.ofMinutes(1));
  private static final Needs LARGE_WORKER = new Needs(8_000, 0, 0, 0, Duration.ofDays(1));

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final QueueDatabase database = new QueueDatabase("grouped_claims");

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void callsOfAGroupGetWhatTheyWouldGetOneAfterTheOther() throws SQLException {
    // given
    new WorkflowQueue(database.transactions()).accept(jobs());
    Workers workers = new Workers(database.transactions(), Duration.ofHours(1));
    long[] ids = new long[12];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = workers.register("worker");
    }
    int taken = 0;
    int several = 0;
    for (int group = 0; group < GROUPS; group++) {
      List<Claims.Call> calls =
          IntStream.range(0, 1 + random.nextInt(ids.length))
              .mapToObj(i -> new Claims.Call(ids[i], offer()))
              // Of a lane, a group serves those of one order before those of the other.
              .sorted(
                  Comparator.comparing((Claims.Call call) -> call.offer().lane())
                      .thenComparing(call -> call.offer().order()))
              .toList();

      // when
      List<List<Long>> together = undone((claims, session) -> claims.claim(session, calls));
      List<List<Long>> apart = undone((claims, session) -> apart(claims, session, calls));

      // then
      assertThat(together).as("seed %d, group %d: %s", seed, group, calls).isEqualTo(apart);
      taken += together.stream().mapToInt(List::size).sum();
      several += together.stream().filter(jobs -> !jobs.isEmpty()).count() > 1 ? 1 : 0;
    }
    assertThat(taken).as("seed %d", seed).isPositive();
    assertThat(several).as("groups of which several calls got jobs, seed %d", seed).isPositive();
  }

  /// Jobs that have waited long hold a worker that has to make room for them only where those with
  /// room leave any.
  @Test
  void aWorkerIsHeldForWhatTheOthersOfItsGroupLeave() throws SQLException {
    // given
    new WorkflowQueue(database.transactions())
        .accept(
            NewWorkflow.of("large", List.of(job("a", LARGE), job("b", LARGE), job("c", SMALL))));
    database.change("UPDATE resource_class SET starving = true WHERE millicores = 8000");
    Workers workers = new Workers(database.transactions(), Duration.ofHours(1));
    long busy = workers.register("busy");
    Needs half = new Needs(4_000, 0, 0, 0, Duration.ofDays(1));
    Claims.Call call =
        new Claims.Call(
            busy, new Offer("default", half, LARGE_WORKER, Offer.Order.GPUS_RUNTIME_MEMORY, 1));
    Claims.Call one = idle(workers.register("one"));
    Claims.Call other = idle(workers.register("other"));

    // when, then
    assertThat(sizes(undone((claims, session) -> claims.claim(session, List.of(call, one)))))
        .as("the second large one is left, for which the busy worker makes room")
        .containsExactly(0, 1);
    assertThat(sizes(undone((claims, session) -> claims.claim(session, List.of(call, one, other)))))
        .as("nothing large is left")
        .containsExactly(1, 1, 1);
  }

  private static Claims.Call idle(long worker) {
    return new Claims.Call(worker, Offer.ofAll("default", LARGE_WORKER, 1));
  }

  private static List<Integer> sizes(List<List<Long>> jobs) {
    return jobs.stream().map(List::size).toList();
  }

  private static NewJob job(String name, Needs needs) {
    return new NewJob(
        name,
        "command",
        "{}",
        new NewJob.Placement("default", 5, needs),
        new NewJob.Trials(1, Duration.ZERO, false, null),
        Set.of(),
        Set.of(),
        Set.of());
  }

  /// Few of each of some classes, so that calls take several and leave each other nothing of one.
  private NewWorkflow jobs() {
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      Needs needs =
          new Needs(
              250 << random.nextInt(6),
              (1L << 28) << random.nextInt(5),
              random.nextInt(4) / 3,
              0,
              Duration.ofMinutes(1L << random.nextInt(4)));
      jobs.add(
          new NewJob(
              "j" + i,
              "command",
              "{}",
              new NewJob.Placement("lane" + random.nextInt(2), random.nextInt(2), needs),
              new NewJob.Trials(1, Duration.ZERO, false, null),
              Set.of(),
              Set.of(),
              Set.of()));
    }
    return NewWorkflow.of("jobs", jobs);
  }

  private Offer offer() {
    Needs free =
        new Needs(
            random.nextInt(32_000),
            random.nextLong(64L << 30),
            random.nextInt(3),
            0,
            Duration.ofMinutes(random.nextInt(12)));
    return new Offer(
        "lane" + random.nextInt(2),
        free,
        free,
        Offer.Order.values()[random.nextInt(2)],
        1 + random.nextInt(30));
  }

  private interface Way {
    List<List<ClaimedJob>> claim(Claims claims, Connection connection) throws SQLException;
  }

  private static List<List<ClaimedJob>> apart(
      Claims claims, Connection connection, List<Claims.Call> calls) throws SQLException {
    List<List<ClaimedJob>> jobs = new ArrayList<>();
    for (Claims.Call call : calls) {
      jobs.addAll(claims.claim(connection, List.of(call)));
    }
    return jobs;
  }

  /// By claims of their own, which have seen nothing yet, and undone.
  private List<List<Long>> undone(Way way) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      List<List<ClaimedJob>> jobs = way.claim(claims(), connection);
      connection.rollback();
      return jobs.stream().map(one -> one.stream().map(ClaimedJob::job).sorted().toList()).toList();
    }
  }

  private Claims claims() {
    return new Claims(database.transactions(), Duration.ofMinutes(15));
  }
}

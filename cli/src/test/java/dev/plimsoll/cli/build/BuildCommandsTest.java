package dev.plimsoll.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PlanView.State;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BuildCommandsTest extends FakeApiTestCase {
  private static final String APPLY = "POST /plans/" + Views.HASH + "/apply";
  private static final String PLAN = "GET /plans/" + Views.PLAN;
  private static final String BUILDS = "GET /builds?plan=" + Views.PLAN;

  @BeforeEach
  void answer() {
    api.on("GET /databases", List.of(Views.shop()))
        .on("GET /databases/shop", Views.shop())
        .on("GET /plans?database=shop", List.of(Views.plan(State.RUNNING)))
        .on("GET /plans?beginning=3f2a9c81d0b4", List.of(Views.plan(State.RUNNING)))
        .on("GET /builds", List.of(Views.running(0.5), Views.failed()))
        .on("GET /builds?beginning=aaaa1111", List.of(Views.running(0.5)))
        .on("GET /builds?beginning=bbbb2222", List.of(Views.failed()));
  }

  @Test
  void aStateOfALaterPlannerIsShownAsItCame() {
    // Given a planner that parks builds, which nobody here knows of
    JsonNode builds = Json.MAPPER.valueToTree(List.of(Views.waiting()));
    ((ObjectNode) builds.get(0)).put("state", "PARKED");
    api.on("GET /builds?database=shop", builds);

    CommandRun run = run("build", "list", "shop");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("parked");
  }

  @Test
  void applyNamesThePlanAndWhoAsks() {
    String apply = "POST /plans/3f2a9c81/apply";
    api.on(apply, Views.plan(State.APPROVED)).on(BUILDS, List.of(Views.waiting()));

    CommandRun run = run("apply", "3f2a9c81");

    assertThat(run.exitCode()).isZero();
    assertThat(api.sent(apply, ControlRequest.class))
        .isEqualTo(new ControlRequest(System.getProperty("user.name"), null));
    assertThat(run.err()).isEqualTo("next: ./plimsoll build list shop --plan 1f6e0b5c --watch\n");
    assertThat(run("apply", "short").exitCode()).isEqualTo(2);
  }

  @Test
  void whatMovedIsToldThingByThing() {
    api.refuse(APPLY, ErrorCode.PLAN_MOVED, "shop.a grew by 20 %; shop.b is gone");

    CommandRun run = run("apply", Views.HASH);

    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("  - shop.a grew by 20 %\n  - shop.b is gone\n", "plan NAME --diff");
  }

  @Test
  void waitingEndsWithThePlan() {
    api.on(APPLY, Views.plan(State.APPROVED))
        .on(PLAN, Views.plan(State.RUNNING), Views.plan(State.RUNNING), Views.plan(State.DONE))
        .on(
            BUILDS,
            List.of(Views.running(0.5)),
            List.of(Views.running(0.9)),
            List.of(Views.built()));

    CommandRun run = run("apply", Views.HASH, "--wait", "--every", "1ms", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(Json.read(run.out(), ApplyCommand.Answer.class))
        .isEqualTo(new ApplyCommand.Answer(Views.plan(State.DONE), List.of(Views.built())));
  }

  @Test
  void watchingInAPipeTellsEachChangeOnce() {
    api.on(APPLY, Views.plan(State.APPROVED))
        .on(PLAN, Views.plan(State.RUNNING), Views.plan(State.RUNNING), Views.plan(State.FAILED))
        .on(
            BUILDS,
            List.of(Views.running(0.5)),
            List.of(Views.running(0.52)),
            List.of(Views.built(), Views.failed()));

    CommandRun run = run("apply", Views.HASH, "--watch", "--every", "1ms");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().replaceAll("(?m)^20\\S+Z", "TIME"))
        .isEqualTo(
            """
            TIME  shop.orders primary key (id): running, scanning table, 50 %, about 1 min 0 s to go
            TIME  plan 1f6e0b5c of shop running: 1 running
            TIME  shop.items index (order_id): failed, duplicate-keys: 2 keys are there more than once
            TIME  shop.orders primary key (id): built, 1.00 GiB in 1 min 36 s
            TIME  plan 1f6e0b5c of shop failed: 1 built, 1 failed
            next: ./plimsoll build list shop --plan 1f6e0b5c
            """);
    assertThat(run.out())
        .isEqualTo(
            """
            plan 1f6e0b5c of shop failed: 1 built, 1 failed
            shop.items index (order_id) FAILED: duplicate-keys: 2 keys are there more than once
              Remove or merge the rows the detail lists, then retry the build.
            """);
  }

  @Test
  void failFastLeavesAtTheFirstFailureAndTimeoutWhenItIsOver() {
    api.on(APPLY, Views.plan(State.APPROVED))
        .on(PLAN, Views.plan(State.RUNNING))
        .on(BUILDS, List.of(Views.running(0.5), Views.failed()));

    CommandRun failFast = run("apply", Views.HASH, "--wait", "--fail-fast", "--every", "1ms");
    CommandRun timeout =
        run("apply", Views.HASH, "--wait", "--every", "1ms", "--timeout", "20ms", "--json");

    assertThat(failFast.exitCode()).isEqualTo(1);
    assertThat(timeout.exitCode()).isEqualTo(6);
    assertThat(Json.read(timeout.out(), ApplyCommand.Answer.class).builds()).hasSize(2);
  }

  @Test
  void aPlannerThatIsAwayForAMomentIsWaitedFor() {
    Problem away = Problem.of(ErrorCode.CONNECTION_LOST, "restarting");
    api.on(APPLY, Views.plan(State.APPROVED))
        .on(PLAN, away, away, Views.plan(State.DONE))
        .on(BUILDS, List.of(Views.built()));

    CommandRun run = run("apply", Views.HASH, "--wait", "--every", "1ms");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).containsOnlyOnce("waiting for it");
  }

  @Test
  void buildsAreATableWithWhatHoldsThemUp() {
    api.on(
        "GET /builds?database=shop",
        List.of(Views.failed(), Views.blocked(), Views.running(0.42), Views.waiting()));

    CommandRun run = run("build", "list", "shop");

    assertThat(run.out())
        .isEqualTo(
            """
            TABLE        BUILD             ID        STATE    PROGRESS          PHASE                          TO GO  WORKERS      TEMP
            shop.orders  primary key (id)  aaaa1111  running  ####......  42 %  scanning table             1 min 0 s      2/2  1.00 GiB
            shop.items   index (order_id)  bbbb2222  running  #########.  90 %  waiting for old snapshots  1 min 0 s      2/1  1.00 GiB
            shop.orders  primary key (id)  aaaa1111  waiting                                                              -/2
            shop.items   index (order_id)  bbbb2222  failed   ####......  40 %                                            -/1

            shop.items index (order_id) waits: pid 4711 (ann, idle in transaction for 12 min) holds an old snapshot
            shop.orders primary key (id) waits: the window opens at 22:00
            shop.items index (order_id) FAILED: duplicate-keys: 2 keys are there more than once
              Remove or merge the rows the detail lists, then retry the build.
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll build list shop --watch\n");
  }

  @Test
  void everyPageOfBuildsIsRead() {
    // given more builds than come at once
    List<BuildView> first = IntStream.range(0, 500).mapToObj(i -> numbered(i)).toList();
    api.on("GET /builds?database=shop", first);
    api.on("GET /builds?database=shop&after=" + new UUID(7, 499), List.of(numbered(500)));

    CommandRun run = run("build", "list", "shop", "--json");

    String numbers = "\"(00000000-0000-0007-[-0-9a-f]*)\"";
    assertThat(Pattern.compile(numbers).matcher(run.out()).results().map(found -> found.group(1)))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 500).mapToObj(i -> new UUID(7, i).toString()).toList());
  }

  private static BuildView numbered(int number) {
    BuildView one = Views.running(0.5);
    String other = new UUID(7, number).toString();
    return Json.read(Json.write(one).replace(one.id().toString(), other), BuildView.class);
  }

  @Test
  void watchingBuildsIgnoresWhatFailedBefore() {
    api.on(
        "GET /builds?database=shop",
        List.of(Views.failed(), Views.running(0.5)),
        List.of(Views.failed(), Views.running(0.6)),
        List.of(Views.failed(), Views.built()));

    CommandRun run = run("build", "list", "shop", "--watch", "--every", "1ms");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).doesNotContain("shop.items").contains("60 %", "built, 1.00 GiB");
  }

  @Test
  void aTerminalIsPaintedOver() {
    api.on(
        "GET /builds?database=shop",
        List.of(Views.running(0.5)),
        List.of(Views.running(0.5)),
        List.of(Views.built()));

    CommandRun run = run(true, "build", "list", "shop", "--watch", "--every", "1ms");

    assertThat(run.exitCode()).isZero();
    // Three lines: how many there are, headings, the one build; the second time over the first.
    assertThat(run.out()).containsOnlyOnce("\033[3A").contains("1 built").endsWith("\033[J");
  }

  @Test
  void oneBuildIsToldInFull() {
    api.on("GET /builds?beginning=bbbb", List.of(Views.failed()));

    CommandRun run = run("build", "show", "bbbb");

    assertThat(run.out())
        .isEqualTo(
            """
            shop.items index (order_id)
              build         bbbb2222-0000-4000-8000-000000000003
              plan          1f6e0b5c-0000-4000-8000-000000000001 of shop
              index         items_order_id_idx
              state         failed
              lane          medium
              rows          10,000,000
              workers       1 asked for
              memory        512 MiB, 0.50 of the index
              time          30.0 s predicted
              size          1.00 GiB predicted
              temp files    2.00 GiB predicted
              error         duplicate-keys: 2 keys are there more than once
              fix           Remove or merge the rows the detail lists, then retry the build.

            Keys in the way
              (42)  3 rows
              (7)  2 rows

            Steps
              STEP              END           TOOK
              check the table   done          3 ms
              clear leftovers   not needed
              create the index  failed      12.0 s

            Why
              two workers pay, a third would save 1 %

            Statements
              CREATE INDEX CONCURRENTLY "items_order_id_idx" ON "shop"."items"
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll build retry bbbb2222\n");
  }

  @Test
  void aBeginningThatFitsSeveralIsNotGuessed() {
    api.on("GET /builds?beginning=aaaa1111", List.of(Views.running(0.5), Views.waiting()))
        .on("GET /builds?beginning=cccc", List.of());

    assertThat(run("build", "show", "aaaa1111").err()).contains("fits 2 of them");
    assertThat(run("build", "show", "aaa").exitCode()).isEqualTo(3);
    assertThat(run("build", "show", "cccc").exitCode()).isEqualTo(3);
    assertThat(run("build", "cancel", "shop").exitCode()).isEqualTo(3);
    assertThat(run("build", "cancel").exitCode()).isEqualTo(2);
    assertThat(api.asked()).noneMatch(call -> call.contains("/cancel"));
  }

  @Test
  void aPlanIsCancelledByItsHash() {
    String cancel = "POST /plans/" + Views.PLAN + "/cancel";
    api.on(cancel, Views.plan(State.RUNNING))
        .on(PLAN, Views.plan(State.CANCELLED))
        .on(BUILDS, List.of(Views.running(0.5)), List.of(Views.cancelled()));

    CommandRun run =
        run(
            "plan",
            "cancel",
            "3f2a9c81d0b4",
            "--reason",
            "wrong night",
            "--wait",
            "--every",
            "1ms");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("plan 1f6e0b5c of shop cancelled: 1 cancelled\n");
    assertThat(api.sent(cancel, ControlRequest.class).reason()).isEqualTo("wrong night");
  }

  @Test
  void aDatabaseIsCancelledPlanByPlan() {
    String cancel = "POST /plans/" + Views.PLAN + "/cancel";
    api.on(cancel, Views.plan(State.CANCELLED))
        .on(PLAN, Views.plan(State.CANCELLED))
        .on(BUILDS, List.of(Views.cancelled()));

    CommandRun run = run("db", "cancel", "shop", "--json");

    assertThat(Json.read(run.out(), CancelBuildCommand.Answer.class))
        .isEqualTo(
            new CancelBuildCommand.Answer(
                List.of(Views.plan(State.CANCELLED)), List.of(Views.cancelled())));
    assertThat(api.asked()).filteredOn(call -> call.startsWith(cancel)).hasSize(1);
  }

  @Test
  void pausingGoesByNameOrId() {
    PauseView paused = new PauseView(true, "ann", 1, "paused by ann");
    String plan = "POST /plans/" + Views.PLAN + "/pause";
    String build = "POST /builds/" + Views.ORDERS + "/pause";
    api.on("POST /databases/shop/pause", paused)
        .on("GET /plans?beginning=1f6e", List.of(Views.plan(State.RUNNING)))
        .on(plan, paused)
        .on(build, Views.waiting())
        .on("GET /builds/" + Views.ORDERS, Views.waiting());

    assertThat(run("db", "pause", "shop", "--reason", "closing").err())
        .isEqualTo("next: ./plimsoll db resume shop\n");
    assertThat(run("plan", "pause", "1f6e").exitCode()).isZero();
    assertThat(run("build", "pause", Views.ORDERS.toString(), "--reason", "slow").exitCode())
        .isZero();
    assertThat(run("build", "pause", "nobody").exitCode()).isEqualTo(3);

    assertThat(api.sent("POST /databases/shop/pause", ControlRequest.class).reason())
        .isEqualTo("closing");
    assertThat(api.sent(build, ControlRequest.class).reason()).isEqualTo("slow");
    assertThat(api.asked()).anyMatch(call -> call.startsWith(plan));
  }

  @Test
  void aRetryIsWaitedFor() {
    api.on("POST /builds/" + Views.ITEMS + "/retry", Views.blocked())
        .on("GET /builds/" + Views.ITEMS, Views.blocked(), Views.failed());

    CommandRun run = run("build", "retry", "bbbb2222", "--wait", "--every", "1ms");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("failed, duplicate-keys");
  }
}

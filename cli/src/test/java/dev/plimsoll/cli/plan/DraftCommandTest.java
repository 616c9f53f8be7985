package dev.plimsoll.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanDiff.Change;
import dev.plimsoll.contracts.plan.PlanDiff.Kind;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlanView.WindowFit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DraftCommandTest extends FakeApiTestCase {
  private static final String DRAFT = "POST /databases/shop/plans";

  @Test
  void aPlanInWhichEverythingIsRefusedDoesNotSayThatNothingIsMissing() {
    PlanView all = Views.plan(PlanView.State.DRAFT, List.of(Views.orders()), null);
    api.on(
        DRAFT,
        new PlanView(
            all.id(),
            all.database(),
            all.createdAt(),
            all.rawState(),
            all.hash(),
            all.strategy(),
            List.of(),
            new PlanView.Prediction(0, 0, "", null, null, List.of(), -1),
            new PlanView.Findings(List.of(), all.findings().refused(), List.of())));

    CommandRun run = run("plan", "shop");

    assertThat(run.out())
        .contains(
            "Nothing can be built: of what is asked for, 1 index cannot be (see below).",
            "Cannot be built",
            "shop.totals primary key (id): it is a view (not-a-table)");
  }

  @Test
  void aDraftIsShownWithAllThatDecides() {
    api.on(
            DRAFT,
            Views.plan(
                PlanView.State.DRAFT,
                List.of(Views.orders(), Views.items()),
                new WindowFit(4 * 3_600_000L, true)))
        .on(
            "GET /plans/" + Views.PLAN + "/diff",
            new PlanDiff(
                new UUID(0, 1),
                Views.PLAN,
                List.of(
                    new Change(
                        OpenEnum.of(Kind.ADDED),
                        Views.items().table(),
                        Views.items().definition(),
                        List.of()),
                    new Change(
                        OpenEnum.of(Kind.CHANGED),
                        Views.orders().table(),
                        Views.orders().definition(),
                        List.of("20 % more rows", "2 workers instead of 1")))));

    CommandRun run = run("plan", "shop", "--compare", "--diff", "--window", "4h");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            plan of shop, draft, arranged by moldable
            hash 3f2a9c81d0b47e65a1c2d3e4f5061728

            TABLE        BUILD             LANE          ROWS     INDEX   AT MOST      TEMP   MEMORY  WORKERS        TIME
            shop.orders  primary key (id)  medium  20,000,000  1.00 GiB  1.00 GiB  2.00 GiB  512 MiB        2  1 min 30 s
            shop.items   index (order_id)  medium  10,000,000  1.00 GiB  1.00 GiB  2.00 GiB  512 MiB        1      30.0 s

            orders_pkey        |=============================================               |
            items_order_id_idx |                                             ===============|
                                0                                                  2 min 0 s

            2 builds in 2 min 0 s, 1.20 x the lower bound of 1 min 40 s (CPU)
            indexes 2.00 GiB, WAL 2.00 GiB, 3 min 0 s of CPU time
            at the busiest moment 1.00 GiB of memory, 4.00 GiB of temporary files, 3 parallel workers
            no build has ended here yet, so the times rest on assumed costs: ./plimsoll db pilot measures them
            fits into 4 h 0 min: yes, 3 h 58 min to spare

            STRATEGY        TIME  x BOUND
            moldable   2 min 0 s     1.20
            hybrid    3 min 20 s     2.00

            Why
              orders_pkey: two workers pay, a third would save 1 %
              items_order_id_idx: two workers pay, a third would save 1 %

            Cannot be built
              shop.totals primary key (id): it is a view (not-a-table)

            There already
              shop.parents: primary key (id) by parents_pkey

            Warnings
              shop.orders: "C" would be 2.3 times faster

            Against the plan before
              + shop.items index (order_id)
              ~ shop.orders primary key (id): 20 % more rows; 2 workers instead of 1
            """);
    assertThat(run.err()).isEqualTo("next: ./plimsoll apply 3f2a9c81d0b4\n");
  }

  @Test
  void whatIsAskedReachesThePlanner() {
    api.on(DRAFT, Views.draft());

    run(
        "plan",
        "shop",
        "--strategy",
        "hybrid",
        "--window",
        "90m",
        "--table",
        "a.*",
        "--table",
        "b.c");

    assertThat(api.sent(DRAFT, PlanRequest.class))
        .isEqualTo(new PlanRequest("hybrid", 5_400_000L, List.of("a.*", "b.c")));
  }

  @Test
  void aPlanThatDoesNotFitItsWindowIsAFinding() {
    api.on(
        DRAFT,
        Views.plan(PlanView.State.DRAFT, List.of(Views.orders()), new WindowFit(60_000, false)));

    CommandRun run = run("plan", "shop", "--window", "1m");

    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(run.out()).contains("fits into 1 min 0 s: NO, 1 min 0 s too long");
  }

  @Test
  void aPlanThatFitsButForWhatCannotBeBuiltSaysSo() {
    api.on(
        DRAFT,
        Views.plan(
            PlanView.State.DRAFT, List.of(Views.orders()), new WindowFit(4 * 3_600_000L, false)));

    assertThat(run("plan", "shop", "--window", "4h").out())
        .contains("fits into 4 h 0 min: NO, 1 of what the rules ask for cannot be built");
  }

  @Test
  void statementsAloneAreAScript() {
    api.on(DRAFT, Views.draft());

    assertThat(run("plan", "shop", "--sql").out())
        .isEqualTo(
            """
            -- shop.orders primary key (id)
            CREATE INDEX CONCURRENTLY "orders_pkey" ON "shop"."orders";

            -- shop.items index (order_id)
            CREATE INDEX CONCURRENTLY "items_order_id_idx" ON "shop"."items";
            """);
  }

  @Test
  void theDocumentIsThePlanAndItsDifference() {
    api.on(DRAFT, Views.draft())
        .on("GET /plans/" + Views.PLAN + "/diff", new PlanDiff(null, Views.PLAN, List.of()));

    String out = run("plan", "shop", "--diff", "--json").out();

    assertThat(Json.read(out, PlanView.class)).isEqualTo(Views.draft());
    assertThat(out).contains("\"diff\":{\"after\":\"" + Views.PLAN + "\",\"changes\":[]}");
    assertThat(run("plan", "shop", "--json").out()).doesNotContain("\"diff\"");
  }

  @Test
  void optionsOfTheOneKindOfPlanAreRefusedWithTheOther() {
    assertThat(run("plan", "--compare").exitCode()).isEqualTo(2);
    assertThat(run("plan", "shop", "--cores", "8").err()).contains("registered with");
    assertThat(run("plan", "shop", "--host", "h").exitCode()).isEqualTo(2);
    assertThat(run("plan", "shop", "--window", "soon").exitCode()).isEqualTo(2);
    assertThat(api.asked()).isEmpty();
  }
}

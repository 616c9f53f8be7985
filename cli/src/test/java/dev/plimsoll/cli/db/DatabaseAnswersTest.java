package dev.plimsoll.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is known of a registered database, as people read it.
final class DatabaseAnswersTest extends FakeApiTestCase {
  @Test
  void aHistoryTellsWhoMovedItAndWhy() {
    api.on(
        "GET /databases/shop/changes",
        List.of(
            new DatabaseChange(2, Views.NOW, "ann", "moved", null),
            new DatabaseChange(1, Views.NOW, "", null, Views.shop())));

    assertThat(run("db", "history", "shop").out())
        .isEqualTo(
            """
            2026-01-02T03:04:05Z  2  ann  removed: moved
            2026-01-02T03:04:05Z  1  a user of the API  db.example:5432/shop as build
            """);
  }

  @Test
  void aRegistrationIsShownWhole() {
    api.on("GET /databases/shop", Views.shop());

    assertThat(run("db", "show", "shop").out())
        .isEqualTo(
            """
            database       shop
            kind           PostgreSQL
            serves as      build
            address        owner@db.example:5432/shop
            sslmode        verify-full
            password       pgpass
            strategy       moldable
            window         at any time
            after a load   nothing

            Load line
              cores        4
              memory       8.00 GiB
              workers      4, detected
              temp disk    100 GiB
              disk         500 GiB
              WAL rate     100 MiB/s
              disk rate    no limit
              replica lag  not watched
              builds       as many as fit
              shared with  archive, on the same server

            Detected when it was registered, 2026-01-02T03:04:05Z
              version                           PostgreSQL 16.4
              max_parallel_workers              8
              max_worker_processes              8
              max_parallel_maintenance_workers  2
              shared_buffers                    4.00 GiB
              effective_cache_size              12.0 GiB
              maintenance_work_mem              64.0 MiB
              free disk of its data             cannot be read from here
            Taken on trust, since nothing tells them over SQL: cores, memory, temp disk, disk

            Rules
              shop.*: primary key (id)
              shop.items: index (order_id) include (sku)
            """);
  }

  @Test
  void findingsComeWithTheirFix() {
    api.on("GET /databases/shop", Views.shop())
        .on("POST /databases/shop/test", Views.checkup(Status.FAIL));

    assertThat(run("db", "test", "shop").out())
        .isEqualTo(
            """
            shop, PostgreSQL 16.4
            pass     reachable: answers in 2 ms
            fail     rights: not the owner of shop.orders
                     GRANT owner TO plimsoll
            """);
  }

  @Test
  void aLoadLineShowsUseAndPeaks() {
    api.on("GET /databases/shop/load-line", Views.loadLine(false));

    assertThat(run("db", "load-line", "shop").out())
        .isEqualTo(
            """
            load line of shop at 2026-01-02T03:04:05Z

            LIMIT           OF        USED        PEAK TO COME
            memory    8.00 GiB    2.00 GiB  25 %      6.00 GiB
            workers          4           1  25 %             4
            cores          4.0         1.5  38 %           4.0
            WAL rate  no limit  20.0 MiB/s               0 B/s

            admits   window: open at any time
            """);
  }

  @Test
  void aCalibrationTellsWhatIsLearnedFromWhatIsAssumed() {
    api.on("GET /databases/shop/calibration", Views.calibration());

    assertThat(run("db", "calibration", "shop").out())
        .isEqualTo(
            """
            shop: the last builds took 12.3 % more or less than predicted (median)
            a build costs 31.3 ms beside what its rows cost

            KEYS               SORT us/row  LOAD us/row  VALIDATION us/row  LEARNED FROM
            text, collation C        0.900        0.400              0.200             5
            bigint                   0.250        0.300              0.150       assumed
            """);
  }
}

package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.ControlClient.pause;
import static dev.plimsoll.planner.it.ControlClient.registered;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Lists: page by page with nothing twice and nothing left out, and what filters leave of them.
@QuarkusTest
class ListsIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  @Test
  void buildsArePagedAndFiltered() throws SQLException {
    // given builds of which none is sent
    registered("listed", 5, capacity());
    pause("databases/listed");
    PlanView plan = plan("listed");
    List<BuildView> all = builds(plan);
    UUID cancelled = all.get(2).id();
    api().post("/api/v1/builds/" + cancelled + "/cancel").then().statusCode(200);

    // when
    List<UUID> paged = new ArrayList<>();
    List<BuildView> page = listed("limit=2");
    while (!page.isEmpty()) {
      page.forEach(build -> paged.add(build.id()));
      page = listed("limit=2&after=" + paged.getLast());
    }

    // then
    List<UUID> ids = all.stream().map(BuildView::id).toList();
    assertThat(ids).hasSize(5);
    assertThat(paged).isEqualTo(ids);
    assertThat(listed("state=CANCELLED")).extracting(BuildView::id).containsExactly(cancelled);
    assertThat(listed("table=public.t*")).hasSize(5);
    assertThat(listed("table=*.t3")).hasSize(1);
    assertThat(listed("table=*.t_")).isEmpty();
    assertThat(listed("beginning=" + cancelled.toString().substring(0, 13)))
        .extracting(BuildView::id)
        .containsExactly(cancelled);
    assertThat(listed("state=PLANNED&plan=" + plan.id())).hasSize(4);
    api().get("/api/v1/builds?after=" + UUID.randomUUID()).then().statusCode(404);
    api().get("/api/v1/builds?state=PARKED").then().statusCode(400);
    api().post("/api/v1/plans/" + plan.id() + "/cancel").then().statusCode(200);
  }

  @Test
  void plansAndChangesArePagedToo() throws SQLException {
    // given two plans of a database, and a registration that was changed twice
    TestDatabase database = registered("planned", 2, capacity());
    pause("databases/planned");
    PlanView first = plan("planned");
    api().post("/api/v1/plans/" + first.id() + "/cancel").then().statusCode(200);
    PlanView second = plan("planned");
    register(registration("planned", database, capacity(), List.of()));

    // then
    String plans = "/api/v1/plans?database=planned&limit=1";
    assertThat(plans(plans)).containsExactly(second.id());
    assertThat(plans(plans + "&after=" + second.id())).containsExactly(first.id());
    assertThat(plans(plans + "&after=" + first.id())).isEmpty();
    assertThat(plans("/api/v1/plans?database=planned&state=CANCELLED")).containsExactly(first.id());
    String changes = "/api/v1/databases/planned/changes?limit=1";
    long newest = change(changes).getFirst().edition();
    assertThat(change(changes + "&after=" + newest))
        .extracting(DatabaseChange::edition)
        .containsExactly(newest - 1);
    api().post("/api/v1/plans/" + second.id() + "/cancel").then().statusCode(200);
  }

  @Test
  void databasesArePagedByNameAndFilteredBeforeThePageIsCut() throws SQLException {
    // given two for builds, and between them one that is only copied from
    TestDatabase database = registered("paged_a", 1, capacity());
    register(registration("paged_c", database, capacity(), List.of()));
    DatabaseRegistration source =
        DatabaseRegistration.withoutBuilds("paged_b", database.address(), DatabaseKind.MARIADB);
    api().body(Json.write(source)).put("/api/v1/databases/paged_b").then().statusCode(200);

    // then
    assertThat(databases("limit=2&after=paged_")).containsExactly("paged_a", "paged_b");
    assertThat(databases("limit=1&after=paged_b")).containsExactly("paged_c");
    assertThat(databases("limit=2&after=paged_&use=BUILD")).containsExactly("paged_a", "paged_c");
    assertThat(databases("limit=1&after=paged_&kind=MARIADB")).containsExactly("paged_b");
    api().get("/api/v1/databases?limit=501").then().statusCode(400);
  }

  private static List<String> databases(String query) {
    return List.of(http().get("/api/v1/databases?" + query).as(DatabaseRegistration[].class))
        .stream()
        .map(DatabaseRegistration::name)
        .toList();
  }

  private static List<BuildView> listed(String filters) {
    return List.of(http().get("/api/v1/builds?database=listed&" + filters).as(BuildView[].class));
  }

  private static List<UUID> plans(String path) {
    return List.of(http().get(path).as(PlanView[].class)).stream().map(PlanView::id).toList();
  }

  private static List<DatabaseChange> change(String path) {
    return List.of(http().get(path).as(DatabaseChange[].class));
  }
}

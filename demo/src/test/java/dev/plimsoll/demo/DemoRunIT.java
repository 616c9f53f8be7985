package dev.plimsoll.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.progress.PlainDisplay;
import dev.plimsoll.testkit.Stack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo's beginning, on a plant that has a PostgreSQL and whose services do not start.
final class DemoRunIT {
  private static final DemoOptions SMALL = new DemoOptions(0.001, 3, null);
  private static final PlimsollException REFUSED =
      new PlimsollException(ErrorCode.START_FAILED, "materializer did not start");

  private final Stack stack = Stack.get();
  private final FakePlant plant = new FakePlant();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Stopwatch watch = new Stopwatch(Duration.ZERO);

  @TempDir private Path folder;

  @BeforeEach
  void hasAServer() {
    plant.folder = folder;
    plant.server =
        new Plant.Server(
            stack.description().postgres().host(),
            stack.description().postgres().port(),
            stack.secrets().superuser(),
            stack.secrets().superuserPassword());
    plant.refusesServices = REFUSED;
  }

  @Test
  void theFirstPlanIsShownBeforeAnyServiceIsStarted() {
    // given
    List<String> before = new ArrayList<>();
    plant.beforeServices = () -> before.add(said());
    // when
    assertThatThrownBy(this::run).isSameAs(REFUSED);
    // then
    assertThat(before).hasSize(1);
    assertThat(before.getFirst())
        .contains("the first plan, of the source as it is:", "read only")
        .contains("features.client_id_card_fingerprint_good_rates_7d", "primary key (hashkey)")
        .contains("5 builds in")
        .doesNotContain("Cannot be built", "Warnings");
    assertThat(watch.timings().firstPlan()).isNotNegative();
  }

  @Test
  void aServiceThatDoesNotStartIsTheReasonAndNotTheSourceThatBreaksThen() {
    // given a server that throws everybody out, as one that is being stopped
    plant.beforeServices = this::dropSources;
    // when
    assertThatThrownBy(this::run).isSameAs(REFUSED);
    // then
    assertThat(plant.done).containsExactly("start stack", "start services");
  }

  private void run() {
    try (DemoDisplay display =
        new PlainDisplay(new PrintStream(said, true, StandardCharsets.UTF_8))) {
      new DemoRun(plant, SMALL, display, watch).run();
    }
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private void dropSources() {
    try (Connection connection = stack.connect("postgres");
        Statement statement = connection.createStatement()) {
      List<String> sources = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT datname FROM pg_database WHERE datname ~ '^demo_source_[0-9a-f]{8}$'")) {
        while (rows.next()) {
          sources.add(rows.getString(1));
        }
      }
      assertThat(sources).isNotEmpty();
      for (String source : sources) {
        statement.execute("DROP DATABASE " + source + " WITH (FORCE)");
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}

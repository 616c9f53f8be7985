package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// `up`, `down` and `up` again on the same data, with the real services.
// With the system for itself alone: it takes it away from the others that share it, and gives it
// back. Late where several threads take classes; a single one begins with the last.
@Order(Order.DEFAULT + 1)
@SharedSystem.Alone
final class ContinuesAfterDownST {
  private static final Duration BACK_WITHIN = Duration.ofMinutes(4);

  private final SharedSystem system;

  ContinuesAfterDownST(SharedSystem system) {
    this.system = system;
  }

  @Test
  void aSecondLifeKnowsWhatTheFirstDid() throws Exception {
    // Given a first life in which a table went the whole way
    Launcher plimsoll = system.launcher();
    Parcels parcels = Parcels.on(system.databases());
    SyncApi sync = system.sync();
    PlannerApi planner = system.planner();
    parcels.register(sync, planner);
    UUID early = parcels.send("early", sync);
    parcels.awaitArrival("early", early, sync, planner);

    // When it is stopped, then nothing of it is left
    plimsoll.run(0, "down");
    assertThat(plimsoll.processes()).as("left running").isEmpty();

    // When it is started again, then it is where it was, and knows what it did
    assertThat(plimsoll.run(0, "up", "--json").json()).isEqualTo(system.up());
    assertThat(sync.extract(early).state()).isEqualTo(ExtractView.State.DONE);
    assertThat(Parcels.buildsOf("early", planner)).containsExactly(BuildView.State.SUCCEEDED);

    // When a service is killed, and with it what all of them stand on
    JsonNode before = plimsoll.run(0, "status", "--json").json();
    kill(before, "builder");
    kill(before, "stack");

    // Then both are back by themselves where they were, and nobody else was touched
    await()
        .atMost(BACK_WITHIN)
        .pollInterval(Duration.ofSeconds(1)) // a command each time
        .until(() -> status(plimsoll).exitCode() == 0);
    JsonNode after = status(plimsoll).json();
    for (String untouched : List.of("planner", "sync", "materializer")) {
      assertThat(pid(after, untouched)).as(untouched).isEqualTo(pid(before, untouched));
    }
    assertThat(pid(after, "builder")).isNotEqualTo(pid(before, "builder"));

    // And it goes on with the databases that it was told of in its first life
    UUID late = parcels.send("late", sync);
    parcels.awaitArrival("late", late, sync, planner);
  }

  private static Launcher.Answer status(Launcher plimsoll) throws Exception {
    return plimsoll.launch(List.of("status", "--json")).await();
  }

  private static long pid(JsonNode status, String part) {
    return status
        .path("parts")
        .valueStream()
        .filter(each -> each.path("name").asText().equals(part))
        .findFirst()
        .orElseThrow()
        .path("pid")
        .asLong();
  }

  private static void kill(JsonNode status, String part) {
    ProcessHandle.of(pid(status, part)).orElseThrow().destroyForcibly();
  }
}

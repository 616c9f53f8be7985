package dev.plimsoll.planner.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.planner.checkup.CheckupFindings.Standbys;
import dev.plimsoll.planner.checkup.ServerState.Role;
import dev.plimsoll.postgres.catalog.ServerFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckupFindingsTest {
  private static Finding finding(String name, boolean readOnly, boolean sharesBackends) {
    ServerState state = state(new Role(false, true, readOnly), 0, sharesBackends);
    return finding(name, state, CapacityLimits.NONE);
  }

  private static ServerState state(Role role, int replicas, boolean sharesBackends) {
    return new ServerState(
        new ServerFacts(
            180_006,
            "18.6",
            "d",
            "u",
            new ServerFacts.Workers(2, 8, 8),
            new ServerFacts.Memory(64, 128, 4_096),
            8,
            null),
        role,
        false,
        List.of(),
        null,
        replicas,
        0,
        List.of(),
        sharesBackends);
  }

  private static Finding finding(String name, ServerState state, CapacityLimits limits) {
    return finding(name, state, limits, new Standbys(0, List.of()));
  }

  private static Finding finding(
      String name, ServerState state, CapacityLimits limits, Standbys standbys) {
    Capacity capacity = new Capacity(2, 1 << 30, 1, 1 << 30, 1 << 30, limits);
    return CheckupFindings.of(state, capacity, true, standbys, List.of()).stream()
        .filter(found -> found.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLimitOfEitherKindWatchesReplicas() {
    ServerState state = state(new Role(false, true, false), 1, false);
    assertThat(finding("replicas", state, CapacityLimits.NONE).status()).isEqualTo(Status.WARN);
    for (ReplicaLag lag :
        List.of(new ReplicaLag(1, 0, List.of()), new ReplicaLag(0, 60, List.of()))) {
      assertThat(finding("replicas", state, new CapacityLimits(0, 0, 0, lag)).status())
          .isEqualTo(Status.PASS);
    }
  }

  @Test
  void saysWhichStandbyCannotBeAsked() {
    ServerState state = state(new Role(false, true, false), 1, false);
    Finding silent =
        finding("standbys", state, CapacityLimits.NONE, new Standbys(1, List.of("r: is silent")));

    assertThat(silent.status()).isEqualTo(Status.WARN);
    assertThat(silent.detail()).endsWith("r: is silent");
    assertThat(finding("standbys", state, CapacityLimits.NONE, new Standbys(1, List.of())).status())
        .isEqualTo(Status.PASS);
  }

  @Test
  void refusesAPoolerInTransactionMode() {
    assertThat(finding("pooler", false, true).status()).isEqualTo(Status.FAIL);
    assertThat(finding("pooler", false, true).fix()).contains("session mode");
    assertThat(finding("pooler", false, false).status()).isEqualTo(Status.PASS);
  }

  @Test
  void saysThatTransactionsAreReadOnlyByDefault() {
    assertThat(finding("read-only default", true, false).status()).isEqualTo(Status.WARN);
    assertThat(finding("read-only default", false, false).status()).isEqualTo(Status.PASS);
  }
}

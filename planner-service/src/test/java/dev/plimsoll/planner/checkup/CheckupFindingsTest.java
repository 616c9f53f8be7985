package dev.plimsoll.planner.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.postgres.catalog.ServerFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckupFindingsTest {
  private static Finding finding(String name, boolean readOnly, boolean sharesBackends) {
    ServerState state =
        new ServerState(
            new ServerFacts(
                180_006,
                "18.6",
                "d",
                "u",
                new ServerFacts.Workers(2, 8, 8),
                new ServerFacts.Memory(64, 128, 4_096),
                8),
            false,
            true,
            false,
            List.of(),
            null,
            0,
            0,
            List.of(),
            readOnly,
            sharesBackends);
    return CheckupFindings.of(state, new Capacity(2, 1 << 30, 1, 1 << 30, 1 << 30), true, List.of())
        .stream()
        .filter(found -> found.name().equals(name))
        .findFirst()
        .orElseThrow();
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

package dev.plimsoll.materializer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.materializer.flow.HeldSnapshots.Alert;
import dev.plimsoll.materializer.flow.HorizonReader.Hold;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldSnapshotsTest {
  private static final Settings SETTINGS = Settings.ofSnapshots(Duration.ofSeconds(30), 20_000);
  private static final Holder HOLDER = Holder.session(4711, "reporting", "psql");

  @ParameterizedTest
  @CsvSource({
    // seconds held, dead rows, warned of
    "29, 20000, false",
    "30, 0, true",
    "29, 20001, true",
    // too fresh to be what keeps them
    "0, 0, false"
  })
  void warnsOfAnOldSnapshotOrOfMuchThatIsDeadBehindOne(long seconds, long dead, boolean warned) {
    assertThat(alert(Duration.ofSeconds(seconds), dead) != null).isEqualTo(warned);
  }

  @Test
  void saysWhoHowLongAndWhatToDo() {
    Alert alert = alert(Duration.ofSeconds(90), 25_000);

    assertThat(alert.what())
        .isEqualTo(
            "session pid 4711, user reporting, application 'psql' has kept dead rows from being"
                + " cleared for 90 s and 1234 transactions, 25000 of them here");
    assertThat(alert.fix())
        .isEqualTo("Let it end its transaction, or SELECT pg_terminate_backend(4711)");
  }

  @Test
  void saysSoWhenNobodyHoldsThem() {
    Alert alert =
        HeldSnapshots.alert(
            null, Duration.ZERO, Map.of("manifest", 20_000L, "producer", 1L), SETTINGS);

    assertThat(alert.holder()).isNull();
    assertThat(alert.what()).contains("20001 dead rows", "most of them in manifest");
    assertThat(alert.fix()).startsWith("VACUUM manifest");
  }

  @Test
  void endsWhatSurvivesARestartByItsName() {
    assertThat(Holder.prepared("it's", "app").fix())
        .isEqualTo("COMMIT PREPARED 'it''s' or ROLLBACK PREPARED 'it''s'");
    assertThat(Holder.slot("standby_2").fix())
        .endsWith("SELECT pg_drop_replication_slot('standby_2')");
  }

  private static Alert alert(Duration held, long dead) {
    return HeldSnapshots.alert(
        new Hold(HOLDER, "900", 1_234, Duration.ZERO), held, Map.of("manifest", dead), SETTINGS);
  }
}

package dev.plimsoll.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.LogServer;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import org.junit.jupiter.api.Test;

final class OpenEnumTest {
  private static final String OF_TODAY =
      """
      {"catalog":"lake","table":"shop.clicks","state":"COMMITTED","snapshotId":"7"}""";

  @Test
  void aWordOfTodayIsTheEnums() {
    IcebergSnapshot read = Json.read(OF_TODAY, IcebergSnapshot.class);
    assertThat(read.state()).isEqualTo(IcebergSnapshot.State.COMMITTED);
    assertThat(read)
        .isEqualTo(
            new IcebergSnapshot(
                "lake",
                "shop.clicks",
                OpenEnum.of(IcebergSnapshot.State.COMMITTED),
                "7",
                null,
                null));
    assertThat(Json.write(read)).isEqualTo(OF_TODAY);
  }

  @Test
  void aWordOfTomorrowIsCarriedAsItCame() {
    String ofTomorrow = OF_TODAY.replace("COMMITTED", "EXPIRED");
    IcebergSnapshot read = Json.read(ofTomorrow, IcebergSnapshot.class);
    assertThat(read.state()).isNull();
    assertThat(read.rawState()).hasToString("EXPIRED");
    assertThat(Json.write(read)).isEqualTo(ofTomorrow);
  }

  @Test
  void itIsSpeltAsItsEnumSays() {
    LogServer.Finding read =
        Json.read(
            """
            {"severity":"danger","setting":"fsync","value":"off","why":"w","fix":"f"}""",
            LogServer.Finding.class);
    assertThat(read.severity()).isEqualTo(LogServer.Severity.DANGER);
    assertThat(Json.write(read)).contains("\"severity\":\"danger\"");
  }
}

package dev.plimsoll.systemtests.howto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandInsTest {
  private final StandIns standIns =
      new StandIns("127.0.0.1", 5432, "file:/secrets/one", () -> "aaaa1111");

  @Test
  void aCommandIsGivenTheServerAndItsPassword() {
    assertThat(
            standIns.in(
                """
                ./plimsoll db create shop --host db.example --sslmode verify-full \\
                    --password-stdin < password
                ./plimsoll db create warehouse --service warehouse
                ./plimsoll db edit warehouse --service warehouse
                """))
        .isEqualTo(
            """
            ./plimsoll db create shop --host 127.0.0.1 --port 5432 --sslmode disable \\
                --password-stdin < password
            ./plimsoll db create warehouse --credential file:/secrets/one --service warehouse
            ./plimsoll db edit warehouse --credential file:/secrets/one --service warehouse
            """);
  }

  @Test
  void idsAreThoseOfThePage() {
    // given
    standIns.learn("./plimsoll extract run shop 'shop.*'", "");
    standIns.learn("./plimsoll plan shop", "next: ./plimsoll apply bbbb2222\n");
    // then
    assertThat(standIns.in("./plimsoll receipt create 1f6e"))
        .isEqualTo("./plimsoll receipt create aaaa1111");
    assertThat(standIns.in("curl \"$SYNC/$EXTRACT\"")).isEqualTo("curl \"$SYNC/aaaa1111\"");
    assertThat(standIns.in("./plimsoll apply HASH")).isEqualTo("./plimsoll apply bbbb2222");
    // when a workflow was created
    standIns.learn("./plimsoll job create a.yaml", "next: ./plimsoll job show 12 --watch\n");
    // then
    assertThat(standIns.in("./plimsoll job show 7/check --every 7s"))
        .isEqualTo("./plimsoll job show 12/check --every 7s");
    // when another page begins, then its plan is not known
    standIns.beginPage();
    assertThat(standIns.in("./plimsoll apply HASH")).isEqualTo("./plimsoll apply HASH");
  }

  @Test
  void allElseStaysAsItIs() {
    String shell = "./plimsoll extract run shop 'shop.*' \\\n  --wait # 1f6e0b5cd\n\n$TOKEN\n";
    assertThat(standIns.in(shell)).isEqualTo(shell);
  }
}

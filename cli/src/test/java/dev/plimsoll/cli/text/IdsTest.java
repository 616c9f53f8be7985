package dev.plimsoll.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class IdsTest {
  private static final UUID ID = UUID.fromString("5eed0001-0000-4000-8000-00000000000a");

  @Test
  void aWholeIdIsTakenInAnyCaseAndItsBeginningIsNone() {
    assertThat(Ids.whole(" 5EED0001-0000-4000-8000-00000000000A ")).contains(ID);
    assertThat(Ids.whole("5eed0001")).isEmpty();
    assertThat(Ids.whole("5eed0001-0000-4000-8000-00000000000g")).isEmpty();
  }

  @Test
  void aBeginningHasFourCharactersOrMore() {
    assertThat(Ids.isBeginning(Ids.shortId(ID))).isTrue();
    assertThat(Ids.isBeginning("5EED")).isTrue();
    assertThat(Ids.isBeginning("5ee")).isFalse();
    assertThat(Ids.isBeginning("shop")).isFalse();
    assertThat(Ids.isBeginning("")).isFalse();
  }

  @Test
  void wordsOfASuggestedCommandReachTheShellWhole() {
    assertThat(Printable.shellWord("shop.orders")).isEqualTo("shop.orders");
    assertThat(Printable.shellWord("shop.*")).isEqualTo("'shop.*'");
    assertThat(Printable.shellWord("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
    assertThat(Printable.shellWord("")).isEqualTo("''");
  }
}

package dev.plimsoll.contracts.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class IdBeginningTest {
  private static final String ID = "0123abcd-4567-89ab-cdef-0123456789ab";

  @Test
  void holdsTheIdsThatBeginSo() {
    assertThat(IdBeginning.of("0123abcd-4567-8"))
        .isEqualTo(
            new IdBeginning(
                UUID.fromString("0123abcd-4567-8000-0000-000000000000"),
                UUID.fromString("0123abcd-4567-8fff-ffff-ffffffffffff")));
    assertThat(IdBeginning.of("0123abcd-"))
        .as("a dash is no digit")
        .isEqualTo(IdBeginning.of("0123abcd"));
    assertThat(IdBeginning.of(ID))
        .isEqualTo(new IdBeginning(UUID.fromString(ID), UUID.fromString(ID)));
    assertThat(IdBeginning.of(null)).isEqualTo(new IdBeginning(new UUID(0, 0), new UUID(-1, -1)));
  }

  @Test
  void refusesWhatIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> IdBeginning.of("0".repeat(33)));
    assertThatIllegalArgumentException().isThrownBy(() -> IdBeginning.of("xyz"));
  }
}

package dev.plimsoll.materializer.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrivingBodiesTest {
  private static final int MOST = 100;

  private final ArrivingBodies bodies = new ArrivingBodies(MOST, 2);

  private ArrivingBodies.Whole read(int bytes) throws IOException {
    return bodies.read(new ByteArrayInputStream(new byte[bytes]));
  }

  private void assertRefused(ErrorCode code, int bytes) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aBodyIsHeldUntilItIsClosed() throws IOException {
    try (ArrivingBodies.Whole whole = read(MOST)) {
      assertThat(whole.stream().readAllBytes()).hasSize(MOST);
      assertThat(bodies.held()).isEqualTo(MOST);
    }
    assertThat(bodies.held()).isZero();
  }

  @Test
  void whatIsTooLargeOrTooMuchIsRefusedAndHoldsNothing() throws IOException {
    assertRefused(ErrorCode.REQUEST_TOO_LARGE, MOST + 1);
    List<ArrivingBodies.Whole> held = new ArrayList<>(List.of(read(MOST), read(MOST)));
    assertRefused(ErrorCode.TOO_MANY_REQUESTS, 1);
    held.forEach(ArrivingBodies.Whole::close);
    assertThat(bodies.held()).isZero();
  }
}

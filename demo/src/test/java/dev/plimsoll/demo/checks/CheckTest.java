package dev.plimsoll.demo.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckTest {
  @Test
  void holdsWhenTheRelationDoes() {
    assertThat(Check.equal("rows", 5, 5).holds()).isTrue();
    assertThat(Check.equal("rows", 5, 6).holds()).isFalse();
    assertThat(Check.equal("digest", "ab", "ab").holds()).isTrue();
    assertThat(Check.atMost("bytes", 5, 5).holds()).isTrue();
    assertThat(Check.atMost("bytes", 6, 5).holds()).isFalse();
    assertThat(Check.atLeast("ratio", 0.5, 0.4).holds()).isTrue();
    assertThat(Check.atLeast("ratio", 0.3, 0.4).holds()).isFalse();
  }

  @Test
  void whatWasNotMeasuredDoesNotHold() {
    assertThat(Check.atLeast("ratio", Double.NaN, 0.4).holds()).isFalse();
    assertThat(Check.atMost("ratio", Double.NaN, 0.4).holds()).isFalse();
    assertThat(Check.allHold(List.of())).isFalse();
  }

  @Test
  void isWrittenWithItsKindOfValue() {
    assertThat(Json.write(Check.equal("rows", 5, 6)))
        .isEqualTo(
            "{\"name\":\"rows\",\"value\":5,\"relation\":\"=\",\"bound\":6,\"holds\":false}");
    assertThat(Json.write(Check.isTrue("valid", true)))
        .isEqualTo(
            "{\"name\":\"valid\",\"value\":true,\"relation\":\"=\",\"bound\":true,\"holds\":true}");
  }
}

package dev.plimsoll.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerOptionsTest {
  @Test
  void areReadWithThreeBrokersAndNoMariaDbByDefault() {
    ContainerOptions options =
        ContainerOptions.parse(
            List.of("--data", "/d", "--secrets", "/s/../secrets", "--postgres", "15"));

    assertThat(options)
        .isEqualTo(new ContainerOptions(Path.of("/d"), Path.of("/secrets"), "15", null, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--data /d --secrets /s",
        "--data /d --postgres 15",
        "--data /d --secrets /s --postgres",
        "--data /d --secrets /s --postgres 15 --brokers 0",
        "--data /d --secrets /s --postgres 15 --broker 3"
      })
  void whatIsMissingOrUnknownIsRefused(String arguments) {
    List<String> list = arguments.isEmpty() ? List.of() : List.of(arguments.split(" "));

    assertThatThrownBy(() -> ContainerOptions.parse(list))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }
}

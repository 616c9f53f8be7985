package dev.plimsoll.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StackOptionsTest {
  @Test
  void leavesPortsToTheStackUnlessGiven() {
    assertThat(StackOptions.parse(List.of("--data", "/x/../y")))
        .isEqualTo(
            new StackOptions(
                Path.of("/y"), 0, 0, 0, null, Duration.ofSeconds(6), 0, true, true, false));
    assertThat(
            StackOptions.parse(
                List.of(
                    "--s3-port",
                    "3",
                    "--kafka-port",
                    "2",
                    "--postgres-port",
                    "1",
                    "--data",
                    "/y",
                    "--mariadb-port",
                    "4",
                    "--kafka-session-millis",
                    "2500",
                    "--required-bytes",
                    "5000000000",
                    "--fsync",
                    "off",
                    "--kafka-login",
                    "off",
                    "--tls",
                    "on")))
        .isEqualTo(
            new StackOptions(
                Path.of("/y"),
                1,
                2,
                3,
                4,
                Duration.ofMillis(2_500),
                5_000_000_000L,
                false,
                false,
                true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--data",
        "--data /y --s3-port",
        "--data /y --s3-port x",
        "--data /y --s3-port 65536",
        "--data /y --s3-port -1",
        "--data /y --fsync maybe",
        "--data /y --what 1"
      })
  void refusesWhatItDoesNotUnderstand(String arguments) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(
            () ->
                StackOptions.parse(arguments.isEmpty() ? List.of() : List.of(arguments.split(" "))))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }
}

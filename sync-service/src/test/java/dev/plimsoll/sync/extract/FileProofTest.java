package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileProofTest {
  private static final TableDigest SENT = new TableDigest(3, "00000000000000aa");

  @Test
  void theSameRowsAreAProof() {
    assertThatNoException()
        .isThrownBy(
            () ->
                FileProof.require(
                    SENT,
                    new TableDigest(3, "00000000000000aa"),
                    "a.parquet",
                    "the source has sent"));
  }

  @ParameterizedTest
  @CsvSource({"2, 00000000000000aa", "3, 00000000000000ab"})
  void oneRowLessOrAnotherIsNone(long rows, String digest) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(
            () ->
                FileProof.require(
                    SENT, new TableDigest(rows, digest), "a.parquet", "the source has sent"))
        .withMessage(
            "a.parquet holds %d rows of digest %s, the source has sent 3 of digest 00000000000000aa"
                .formatted(rows, digest))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECK_FAILED));
  }
}

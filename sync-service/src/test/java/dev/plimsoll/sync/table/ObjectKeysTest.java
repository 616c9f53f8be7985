package dev.plimsoll.sync.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectKeysTest {
  private static final String PREFIX = "sync/0f0e/";

  @Test
  void aKeyTellsItsReadTask() {
    assertThat(ObjectKeys.place(PREFIX, PREFIX + "012-a.b-c/task-00034/000005-a2.parquet"))
        .contains(new ObjectKeys.Place(12, 34));
  }

  @Test
  void aKeyTellsItsAttempt() {
    assertThat(ObjectKeys.attempt(PREFIX + "012-t-a9/task-00034/000005-a12.parquet")).isEqualTo(12);
    assertThat(ObjectKeys.attempt(PREFIX + "012-t-a9/task-00034/000005-a12.parquet-unfinished"))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sync/0f0e/",
        "sync/0f0e/012-t/task-00034/",
        "sync/0f0e/012-t/task-00034/x/y",
        "sync/0f0e/012-t/part-00034/x",
        "sync/0f0e/readme.txt",
        "other/0f0e/012-t/task-00034/x",
        "012-t/task-00034/x",
        "sync/0f0e/99999999999-t/task-00034/x"
      })
  void whatIsNoneOfOursHasNone(String key) {
    assertThat(ObjectKeys.place(PREFIX, key)).isEmpty();
  }
}

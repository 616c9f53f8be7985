package dev.plimsoll.offsetlog.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCodecTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsPackedComesOutAgain(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<LogBatch> batches = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        batches.add(batch(random));
      }
      assertThat(BatchCodec.unpack(BatchCodec.pack(batches))).isEqualTo(batches);
    }
  }

  /// Of any magnitude, the largest and smallest among them.
  private static LogBatch batch(Random random) {
    return new LogBatch(
        (int) number(random, 31),
        1 + number(random, 31),
        (int) number(random, 31),
        (int) number(random, 31),
        number(random, 63),
        number(random, 63),
        number(random, 62),
        number(random, 62),
        number(random, 63));
  }

  private static long number(Random random, int bits) {
    return random.nextLong() >>> 64 - random.nextInt(1, bits + 1);
  }

  @Test
  void batchesOfAFileTakeElevenBytes() {
    List<LogBatch> batches = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batches.add(
          new LogBatch(
              1 + i * 7 % 16, 1 + i * 31 % 500, 4, 0, 10 * i, 1_000_000, 4_096L * i, 4_096, 0));
    }
    assertThat(BatchCodec.pack(batches).length).isLessThanOrEqualTo(50 * 11);
  }

  @Test
  void refusesWhatItDidNotPack() {
    byte[] packed = BatchCodec.pack(List.of(new LogBatch(1, 2, 3, 4, 5, 6, 7, 8, 900)));
    byte[] cut = Arrays.copyOf(packed, packed.length - 1);
    byte[] another = packed.clone();
    another[0] = 2;

    for (byte[] bytes : List.of(cut, another, new byte[0])) {
      assertThatThrownBy(() -> BatchCodec.unpack(bytes))
          .isInstanceOfSatisfying(
              PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECK_FAILED));
    }
  }
}

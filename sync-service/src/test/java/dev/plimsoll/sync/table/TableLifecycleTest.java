package dev.plimsoll.sync.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.sync.table.TableLifecycle.Facts;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TableLifecycleTest {
  @Test
  void theStatesOfATableOnItsWay() {
    assertThat(TableLifecycle.of(new Facts(2, 0, 0, 0, false, true, false, false)))
        .isEqualTo(TableState.PLANNED);
    assertThat(TableLifecycle.of(new Facts(2, 1, 50, 50, true, true, true, false)))
        .isEqualTo(TableState.EXTRACTING);
    assertThat(TableLifecycle.of(new Facts(2, 2, 100, 0, true, true, true, false)))
        .isEqualTo(TableState.EXTRACTED);
    assertThat(TableLifecycle.of(new Facts(2, 2, 100, 50, true, true, true, false)))
        .isEqualTo(TableState.LOADING);
    assertThat(TableLifecycle.of(new Facts(2, 2, 100, 100, true, true, true, false)))
        .isEqualTo(TableState.LOADED);
  }

  @Test
  void anEmptyTableIsLoadedOnlyOnceItsTargetIsThere() {
    assertThat(TableLifecycle.of(new Facts(1, 1, 0, 0, true, true, false, false)))
        .isEqualTo(TableState.EXTRACTED);
    assertThat(TableLifecycle.of(new Facts(1, 1, 0, 0, true, true, true, false)))
        .isEqualTo(TableState.LOADED);
  }

  @Test
  void aTableWhoseKeysAreYetToBeComparedHasNotEnded() {
    assertThat(TableLifecycle.of(new Facts(2, 2, 100, 100, true, true, true, true)))
        .isEqualTo(TableState.LOADING);
    assertThat(TableLifecycle.of(new Facts(1, 1, 0, 0, true, true, true, true)))
        .isEqualTo(TableState.EXTRACTED);
  }

  @Test
  void withoutTargetExtractedIsTheEnd() {
    assertThat(TableLifecycle.of(new Facts(1, 1, 5, 0, true, false, false, false)))
        .isEqualTo(TableState.EXTRACTED);
    assertThat(TableLifecycle.isEnd(TableState.EXTRACTED, false)).isTrue();
    assertThat(TableLifecycle.isEnd(TableState.EXTRACTED, true)).isFalse();
  }

  /// Read tasks are claimed and finished, batches announced and loaded, in any order that can
  /// happen: no step ever makes an illegal move, and the end is always LOADED.
  @Test
  void whateverTheOrderOfWhatHappensEveryMoveIsLegal() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 10_000; run++) {
      int readTasks = 1 + random.nextInt(4);
      int batches = random.nextInt(6);
      int done = 0;
      int announced = 0;
      int loaded = 0;
      boolean started = false;
      boolean prepared = false;
      boolean deletesOpen = random.nextBoolean();
      TableState state = TableState.PLANNED;
      while (state != TableState.LOADED) {
        switch (random.nextInt(6)) {
          case 0 -> started = true;
          case 1 -> announced += started && announced < batches && done < readTasks ? 1 : 0;
          case 2 ->
              done +=
                  started && (announced == batches || done < readTasks - 1) && done < readTasks
                      ? 1
                      : 0;
          case 3 -> prepared |= announced > 0 || done == readTasks;
          case 4 -> deletesOpen &= !(prepared && done == readTasks && loaded == announced);
          default -> loaded += prepared && loaded < announced ? 1 : 0;
        }
        TableState next =
            TableLifecycle.of(
                new Facts(
                    readTasks, done, announced, loaded, started, true, prepared, deletesOpen));
        assertThat(TableLifecycle.allows(state, next))
            .as("seed %d: %s to %s", seed, state, next)
            .isTrue();
        state = next;
      }
    }
  }

  @Test
  void whatIsLoadedStaysLoaded() {
    for (TableState state : TableState.values()) {
      assertThat(TableLifecycle.allows(TableState.LOADED, state))
          .isEqualTo(state == TableState.LOADED);
    }
  }
}

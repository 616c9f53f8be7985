package dev.plimsoll.connector.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SliceFilesTest {
  private static final long MB = 1 << 20;

  @Test
  void filesAreAMultipleOfTheSlicesAndNeitherLargeNorMany() {
    assertThat(SliceFiles.wanted(40 * MB, 4)).isEqualTo(4);
    assertThat(SliceFiles.wanted(1024 * MB, 4)).isEqualTo(4);
    assertThat(SliceFiles.wanted(1025 * MB, 4)).isEqualTo(8);
    assertThat(SliceFiles.wanted(100_000 * MB, 16) % 16).isZero();
  }

  @Test
  void whatSlowsALoadIsSaid() {
    assertThat(remarks(4, 4, 40 * MB)).isEmpty();
    assertThat(remarks(3, 4, 40 * MB)).singleElement().asString().contains("--files 4");
    assertThat(remarks(3, 0, 40 * MB)).isEmpty();
    assertThat(remarks(3, 4, 200 * MB)).as("COPY divides them").isEmpty();
    assertThat(remarks(1, 1, 2000 * MB)).singleElement().asString().contains("above 1 GB");
    assertThat(SliceFiles.remarks(List.of(10 * MB, 40 * MB), 2))
        .singleElement()
        .asString()
        .contains("the largest is waited for");
  }

  private static List<String> remarks(int files, int slices, long bytes) {
    return SliceFiles.remarks(Collections.nCopies(files, bytes), slices);
  }
}

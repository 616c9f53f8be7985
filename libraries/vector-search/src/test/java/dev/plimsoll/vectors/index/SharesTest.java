package dev.plimsoll.vectors.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SharesTest {
  @Test
  void eachSessionGetsAboutAsManyRows() {
    assertThat(rows(IndexSearch.shares(leaves(10, 70, 30, 40, 50), 2))).containsExactly(100L, 100L);
    assertThat(rows(IndexSearch.shares(leaves(5, 5, 5, 5), 4))).containsExactly(5L, 5L, 5L, 5L);
    // What was never analyzed is shared by number.
    assertThat(IndexSearch.shares(leaves(0, 0, 0, 0), 2)).allMatch(share -> share.size() == 2);
  }

  @Test
  void candidatesShrinkByTheRootOfThePartitionsButNotBelowWhatIsAskedFor() {
    SearchEffort effort = new SearchEffort(200, 3, true);
    assertThat(effort.each(1, 10)).isEqualTo(effort);
    assertThat(effort.each(4, 10)).isEqualTo(new SearchEffort(100, 3, true));
    assertThat(effort.each(32, 50).candidates()).isEqualTo(50);
    assertThat(effort.each(32, 5_000).candidates()).isEqualTo(1_000);
    assertThatThrownBy(() -> new SearchEffort(0, 1, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<IndexedLeaf> leaves(long... rows) {
    return LongStream.of(rows)
        .mapToObj(count -> new IndexedLeaf(new QualifiedName("public", "items_" + count), count))
        .toList();
  }

  private static List<Long> rows(List<List<IndexedLeaf>> shares) {
    return shares.stream().map(share -> share.stream().mapToLong(IndexedLeaf::rows).sum()).toList();
  }
}

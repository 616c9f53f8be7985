package dev.plimsoll.demo.vectors;

import static dev.plimsoll.demo.vectors.VectorFixtures.SETTINGS;
import static dev.plimsoll.demo.vectors.VectorFixtures.asked;
import static dev.plimsoll.demo.vectors.VectorFixtures.evidence;
import static dev.plimsoll.demo.vectors.VectorFixtures.good;
import static dev.plimsoll.demo.vectors.VectorFixtures.halves;
import static dev.plimsoll.demo.vectors.VectorFixtures.rounds;
import static dev.plimsoll.demo.vectors.VectorFixtures.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Built;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing.Effort;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VectorTextsTest {
  private static final int WIDTH = 120;

  @Test
  void showWaysReasonsChangesAndChecks() {
    String text = text(good(), WIDTH);
    assertThat(text)
        .contains("The 2 nearest of 1,000 vectors of 64 dimensions, 5 questions in each way")
        .containsPattern("one statement +one-statement +1 +102 ms +104 ms +1\\.00 +#{40}\n")
        .containsPattern(
            "several sessions +shared-blocks +2 +51\\.0 ms +52\\.0 ms +2\\.00 +#{20}\n")
        .containsPattern("in memory +memory +2 +10\\.2 ms +10\\.4 ms +10\\.00 +#{4}\n")
        .contains("The first search in memory took 900 ms: it read the table.")
        .contains("  several sessions: so it is with several sessions\n")
        .contains("committed at 2026-01-01T00:00:10Z")
        .contains("as of 2026-01-01T00:00:00Z, and answers as of then")
        .contains("as of 2026-01-01T00:00:11Z, and shows it too: in 300 ms")
        .contains("  even: shared-blocks, 2 workers, 50.0 ms\n", "  nearest: 7, 3\n")
        .contains("  there is no pgvector, so there is none.", "--target compose")
        .contains("held: every answer is the one of plain SQL");
  }

  @Test
  void fitANarrowTerminal() {
    assertThat(text(good(), 70).lines().filter(line -> line.contains("shared-blocks  ")))
        .isNotEmpty()
        .allMatch(line -> line.length() <= 70)
        .noneMatch(line -> line.contains("#"));
  }

  @Test
  void sayWhichCheckFailedAndPromiseNothing() {
    List<Asked> rounds = rounds();
    rounds.set(1, asked(AskedWay.SESSIONS, 1, rows(7, 4), rows(7, 3)));
    assertThat(text(evidence(rounds), WIDTH))
        .contains("FAIL question 1, several sessions: rows = plain SQL's: 7 4, must be = 7 3")
        .doesNotContain("every answer is the one of plain SQL");
  }

  @Test
  void showTheRecallOfAnIndexWhereThereIsOne() {
    Built built =
        new Built(
            "0.8.0",
            50_000,
            4_200,
            List.of(
                new Effort(null, "one-statement", 1, 38.2),
                new Effort(40, "one-index", 0.99999, 2.5)));
    assertThat(text(evidence(rounds(), good().changes(), halves(), built, SETTINGS), WIDTH))
        .contains("HNSW by pgvector 0.8.0 of 50,000 rows, built in 4.2 s")
        .containsPattern("exact +one-statement +38\\.2 ms +1\\.000\n")
        .containsPattern("40 +one-index +2\\.50 ms +0\\.999\n")
        .doesNotContain("--target compose");
  }

  private static String text(VectorEvidence evidence, int width) {
    return String.join("\n", VectorTexts.lines(evidence, VectorChecks.of(evidence), width)) + "\n";
  }
}

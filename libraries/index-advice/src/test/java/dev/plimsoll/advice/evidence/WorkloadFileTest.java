package dev.plimsoll.advice.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkloadFileTest {
  @Test
  void statementsHaveTheirOwnWeights() {
    List<ObservedStatement> statements =
        WorkloadFile.parse(
            """
            -- name: first
            -- calls: 120
            SELECT 1; -- a remark
            SELECT 2;
            -- mean: 3.5
            SELECT 3
            """);

    assertThat(statements).extracting(ObservedStatement::calls).containsExactly(120L, 1L, 1L);
    assertThat(statements)
        .extracting(ObservedStatement::id)
        .containsExactly("first", "statement 2", "statement 3");
    assertThat(statements)
        .extracting(ObservedStatement::text)
        .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    assertThat(statements.getLast().meanMillis()).isEqualTo(3.5);
  }

  @Test
  void semicolonsInsideOfQuotesAndCommentsSeparateNothing() {
    List<ObservedStatement> statements =
        WorkloadFile.parse(
            """
            SELECT ';', ";", $$;$$, $q$;$q$, E'\\';' /* ; */ -- ;
            """);

    assertThat(statements)
        .extracting(ObservedStatement::text)
        .containsExactly("SELECT ';', \";\", $$;$$, $q$;$q$, E'\\';'");
  }

  @Test
  void aParameterIsNoDollarQuote() {
    assertThat(WorkloadFile.parse("SELECT $1, $2; SELECT 2")).hasSize(2);
  }

  @Test
  void aQuoteWithoutEndIsRefused() {
    assertThatThrownBy(() -> WorkloadFile.parse("SELECT 'a; SELECT 2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not end");
  }

  @Test
  void emptyTextHasNoStatements() {
    assertThat(WorkloadFile.parse(" ;; -- nothing\n")).isEmpty();
  }
}

package dev.plimsoll.planning.discovery;

import static dev.plimsoll.planning.Facts.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IndexNamesTest {
  private static IndexDefinition definition(Kind kind, String... columns) {
    return new IndexDefinition(kind, List.of(columns));
  }

  @Test
  void areThoseOfPostgres() {
    IndexNames names = new IndexNames();

    assertThat(names.choose(name("s.orders"), definition(Kind.PRIMARY_KEY, "a")))
        .isEqualTo("orders_pkey");
    assertThat(names.choose(name("s.orders"), definition(Kind.UNIQUE, "a", "b")))
        .isEqualTo("orders_a_b_key");
    assertThat(names.choose(name("s.orders"), definition(Kind.INDEX, "a", "b")))
        .isEqualTo("orders_a_b_idx");
  }

  @Test
  void nameIncludedColumnsAndTheFunctionsOfExpressions() {
    IndexNames names = new IndexNames();

    assertThat(
            names.choose(
                name("s.orders"),
                new IndexDefinition(Kind.INDEX, List.of("a", ""), "a + 1")
                    .withIncluded(List.of("b"))))
        .isEqualTo("orders_a_expr_b_idx");
    assertThat(
            names.choose(
                name("s.orders"), new IndexDefinition(Kind.UNIQUE, List.of(""), "Lower(label)")))
        .isEqualTo("orders_lower_key");
  }

  @Test
  void areNewInTheirSchema() {
    IndexNames names = new IndexNames();
    names.take(Map.of("s", Set.of("orders_pkey", "orders_pkey1")));

    assertThat(names.choose(name("s.orders"), definition(Kind.PRIMARY_KEY, "a")))
        .isEqualTo("orders_pkey2");
    assertThat(names.choose(name("s.orders"), definition(Kind.PRIMARY_KEY, "a")))
        .isEqualTo("orders_pkey3");
    assertThat(names.choose(name("t.orders"), definition(Kind.PRIMARY_KEY, "a")))
        .isEqualTo("orders_pkey");
  }

  @Test
  void fitSixtyThreeBytesWithoutCuttingACharacter() {
    IndexNames names = new IndexNames();

    String ascii =
        names.choose(name("s." + "t".repeat(60)), definition(Kind.INDEX, "c".repeat(40)));
    String umlauts = names.choose(name("s." + "ü".repeat(31)), definition(Kind.PRIMARY_KEY, "a"));

    assertThat(ascii).isEqualTo("t".repeat(29) + "_" + "c".repeat(29) + "_idx");
    assertThat(umlauts).isEqualTo("ü".repeat(29) + "_pkey");
    assertThat(umlauts.getBytes(StandardCharsets.UTF_8)).hasSize(63);
  }
}

package dev.plimsoll.planning.discovery;

import static dev.plimsoll.planning.Facts.integer;
import static dev.plimsoll.planning.Facts.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.KeyProbe;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class WarningsTest {
  private static final QualifiedName TABLE = name("s.t");
  private static final IndexDefinition KEY = new IndexDefinition(Kind.PRIMARY_KEY, List.of("id"));

  /// 5 % NULL and, as ANALYZE has it, 300 values in 1,000 rows.
  private static DatabaseFacts suspicious() {
    ColumnFacts id =
        new ColumnFacts("id", "integer", 4, 4, false, true, null, Statistics.of(4, 300, 0.05));
    return new Facts().table("s.t", 1_000, 81_920, id).facts();
  }

  private static List<String> warnings(DatabaseFacts facts, IndexDefinition definition) {
    return Warnings.ofDefinition(
        facts, Objects.requireNonNull(facts.tables().get(TABLE)), definition);
  }

  private static KeyProbe probe(boolean whole, long nulls, long duplicates, String... nullColumns) {
    return new KeyProbe(List.of("id"), 1_000, whole, nulls, duplicates, List.of(nullColumns));
  }

  @Test
  void statisticsAloneMakeSuspicions() {
    assertThat(warnings(suspicious(), KEY))
        .containsExactly(
            "s.t: 5.0 % of id is NULL: the primary key will be refused",
            "s.t: duplicates suspected, pg_stats takes id for about 300 values in 1,000 rows");
  }

  @Test
  void aLookAtTheRowsSaysHowManyItHasSeen() {
    assertThat(warnings(suspicious().with(TABLE, probe(false, 12, 3)), KEY))
        .containsExactly(
            "s.t: 12 of 1,000 sampled rows have NULL in (id): the primary key will be refused",
            "s.t: 3 of 1,000 sampled rows have the same (id) as another one of them:"
                + " no unique index can be built");
    assertThat(warnings(suspicious().with(TABLE, probe(true, 0, 3)), KEY))
        .singleElement()
        .asString()
        .contains("3 of 1,000 rows have the same");
  }

  @Test
  void aLookAtAllRowsAllaysASuspicionAndOneAtSomeDoesNot() {
    assertThat(warnings(suspicious().with(TABLE, probe(true, 0, 0)), KEY)).isEmpty();
    assertThat(warnings(suspicious().with(TABLE, probe(false, 0, 0)), KEY)).hasSize(2);
  }

  @Test
  void anIndexShowsANullThatNoSampleHas() {
    assertThat(warnings(suspicious().with(TABLE, probe(true, 0, 0, "id")), KEY))
        .containsExactly(
            "s.t: id holds NULL, as an index on it shows: the primary key will be refused");
  }

  @Test
  void nullsAreNobodysConcernButAPrimaryKeys() {
    IndexDefinition unique = new IndexDefinition(Kind.UNIQUE, List.of("id"));
    IndexDefinition plain = new IndexDefinition(Kind.INDEX, List.of("id"));
    DatabaseFacts seen = suspicious().with(TABLE, probe(true, 12, 0));

    assertThat(warnings(seen, unique)).isEmpty();
    assertThat(warnings(seen.with(TABLE, probe(true, 0, 7)), plain)).isEmpty();
    assertThat(warnings(new Facts().table("s.t", 10, 8_192, integer("id", -1)).facts(), KEY))
        .isEmpty();
  }
}

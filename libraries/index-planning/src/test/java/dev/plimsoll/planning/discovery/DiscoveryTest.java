package dev.plimsoll.planning.discovery;

import static dev.plimsoll.planning.Facts.bigint;
import static dev.plimsoll.planning.Facts.hashkey;
import static dev.plimsoll.planning.Facts.index;
import static dev.plimsoll.planning.Facts.integer;
import static dev.plimsoll.planning.Facts.invalid;
import static dev.plimsoll.planning.Facts.name;
import static dev.plimsoll.planning.Facts.partial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.planning.discovery.KeyCandidates.Candidate;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableRights;
import dev.plimsoll.postgres.index.IndexTrial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DiscoveryTest {
  private static final IndexDefinition KEY = definition(Kind.PRIMARY_KEY, "hashkey");

  private static IndexDefinition definition(Kind kind, String... columns) {
    return new IndexDefinition(kind, List.of(columns));
  }

  private static Facts feature() {
    return new Facts().table("features.a", 10, 8_192, hashkey(), bigint("id"));
  }

  private static Finding only(Facts facts, IndexDefinition definition) {
    return new Discovery(facts.facts(), Map.of(), Map.of())
        .discover(List.of(new KeyRule("features.*", definition)), Map.of())
        .findings()
        .getFirst();
  }

  @Test
  void patternsMatchWholeNames() {
    assertThat(new RulePattern("features.*").matches(name("features.a"))).isTrue();
    assertThat(new RulePattern("*.a").matches(name("features.a"))).isTrue();
    assertThat(new RulePattern("f*s.a_*").matches(name("features.a_1"))).isTrue();
    assertThat(new RulePattern("features.a").matches(name("features.ab"))).isFalse();
    assertThat(new RulePattern("features.[a]").matches(name("features.a"))).isFalse();
    assertThat(new RulePattern("s.st*r").matches(name("s.stXr"))).isTrue();
    assertThat(new RulePattern("s.st\\*r").matches(name("s.stXr"))).isFalse();
    assertThat(new RulePattern("s.st\\*r").matches(name("s.st*r"))).isTrue();
    assertThatThrownBy(() -> new RulePattern("features"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"st*r", "a.b", "a\\b", "\uD83D\uDE80 *", "\\*", "x"})
  void theRuleOfACandidateIsForThatTableAlone(String odd) {
    QualifiedName table = new QualifiedName(odd, odd + "t");
    RulePattern only = new RulePattern(RulePattern.of(table));

    assertThat(only.matches(table)).isTrue();
    assertThat(only.matches(new QualifiedName("x" + odd, odd + "t"))).isFalse();
    assertThat(only.matches(new QualifiedName(odd, odd.replace('*', 'X') + "t")))
        .isEqualTo(!odd.contains("*"));
    assertThat(only.matches(new QualifiedName(odd + "." + odd, "t"))).isFalse();
  }

  @Test
  void whatIsNotThereIsMissing() {
    assertThat(only(feature(), KEY)).isInstanceOf(Finding.Missing.class);
  }

  @Test
  void invalidAndPartialIndexesProveNothing() {
    IndexFacts unique = index("features.a", "u", true, false, "hashkey");

    assertThat(only(feature().index(partial(unique)), definition(Kind.UNIQUE, "hashkey")))
        .isInstanceOf(Finding.Missing.class);
    assertThat(Warnings.invalidIndexes(feature().index(invalid(unique)).facts()))
        .singleElement()
        .asString()
        .contains("u is INVALID");
  }

  @Test
  void anInvalidIndexOfAPersonIsInTheWayAndOneOfOursIsNot() {
    IndexFacts theirs =
        invalid(index("features.a", "plimsoll_build_of_a_person", true, false, "hashkey"));
    IndexFacts ours =
        invalid(index("features.a", "plimsoll_build_0123456789ab", true, false, "hashkey"));
    IndexFacts other = invalid(index("features.a", "theirs", true, false, "id"));

    assertThat(refusal(feature().index(theirs), KEY)).isEqualTo(ErrorCode.FOREIGN_INVALID_INDEX);
    assertThat(only(feature().index(ours), KEY)).isInstanceOf(Finding.Missing.class);
    assertThat(only(feature().index(other), KEY)).isInstanceOf(Finding.Missing.class);
    assertThat(Warnings.invalidIndexes(feature().index(ours).index(theirs).facts()))
        .satisfiesExactly(
            own -> assertThat(own).contains("a build of ours"),
            foreign -> assertThat(foreign).contains("plimsoll_build_of_a_person is INVALID"));
  }

  @ParameterizedTest
  @CsvSource({
    "false, true,  true,  false, GRANT CREATE ON SCHEMA \"features\" TO \"me\"",
    "false, false, true,  true,  'only the owner of features.a may create an index:"
        + " GRANT \"her\" TO \"me\"'",
    "true,  false, true,  true,  'only the owner of features.a may create an index:"
        + " register the database as its owner, or ALTER TABLE \"features\".\"a\" OWNER TO \"me\"'",
    "true,  false, false, false, GRANT USAGE ON SCHEMA \"features\" TO \"me\"",
  })
  void aRightThatIsMissingIsNamedWithTheStatementThatGivesIt(
      boolean superuser, boolean owned, boolean usable, boolean writable, String words) {
    Facts facts =
        feature()
            .rights("features.a", new TableRights("me", "her", superuser, owned, usable, writable));

    Finding finding = only(facts, KEY);

    assertThat(finding)
        .isEqualTo(
            new Finding.Refused(name("features.a"), KEY, ErrorCode.INSUFFICIENT_PRIVILEGE, words));
    // What is there already takes no right.
    assertThat(only(facts.index(index("features.a", "p", true, true, "hashkey")), KEY))
        .isInstanceOf(Finding.Satisfied.class);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThat(refusal(feature().index(index("features.a", "p", true, true, "id")), KEY))
        .isEqualTo(ErrorCode.PRIMARY_KEY_EXISTS);
    assertThat(refusal(feature(), definition(Kind.INDEX, "absent")))
        .isEqualTo(ErrorCode.COLUMN_NOT_FOUND);
    assertThat(
            refusal(new Facts().table(TableFacts.Kind.VIEW, "features.v", -1, 0, hashkey()), KEY))
        .isEqualTo(ErrorCode.NOT_A_TABLE);
  }

  private static ErrorCode refusal(Facts facts, IndexDefinition definition) {
    Finding finding = only(facts, definition);
    assertThat(finding).isInstanceOf(Finding.Refused.class);
    return ((Finding.Refused) finding).code();
  }

  @Test
  void aPlannedKeyMakesLesserIndexesNeedless() {
    Discovery.Result result =
        new Discovery(feature().facts(), Map.of(), Map.of())
            .discover(
                List.of(
                    new KeyRule("*.a", definition(Kind.INDEX, "hashkey")),
                    new KeyRule("*.a", definition(Kind.UNIQUE, "hashkey")),
                    new KeyRule("*.a", KEY),
                    new KeyRule("features.*", KEY),
                    new KeyRule("nowhere.*", KEY)),
                Map.of());

    assertThat(result.missing()).extracting(Finding.Missing::definition).containsExactly(KEY);
    assertThat(result.findings()).hasSize(3);
    assertThat(result.unmatched()).containsExactly("nowhere.*");
  }

  @Test
  void theSourcesKeyIsImpliedWhereNothingElseGivesOne() {
    Map<QualifiedName, List<String>> implied = Map.of(name("features.a"), List.of("id"));

    assertThat(
            new Discovery(feature().facts(), Map.of(), Map.of())
                .discover(List.of(), implied)
                .missing())
        .extracting(Finding.Missing::definition)
        .containsExactly(definition(Kind.PRIMARY_KEY, "id"));
    assertThat(
            new Discovery(feature().facts(), Map.of(), Map.of())
                .discover(List.of(new KeyRule("features.*", KEY)), implied)
                .missing())
        .extracting(Finding.Missing::definition)
        .containsExactly(KEY);
    Facts keyed = feature().index(index("features.a", "p", true, true, "hashkey"));
    assertThat(
            new Discovery(keyed.facts(), Map.of(), Map.of())
                .discover(List.of(), implied)
                .findings())
        .isEmpty();
  }

  @Test
  void whatIsUnderWayIsNotPlannedAgain() {
    Discovery discovery =
        new Discovery(feature().facts(), Map.of(name("features.a"), List.of(KEY)), Map.of());

    assertThat(discovery.discover(List.of(new KeyRule("features.*", KEY)), Map.of()).missing())
        .isEmpty();
  }

  @Test
  void findsKeysThatTheCatalogProvesOrStatisticsSuggest() {
    Facts facts =
        feature()
            .index(index("features.a", "u", true, false, "id"))
            .table("features.b", 10, 8_192, integer("status", 3), hashkey())
            .table("features.c", 10, 8_192, integer("status", 3))
            .table("features.d", 10, 8_192, bigint("id"), bigint("a_id"))
            .index(index("features.d", "p", true, true, "id"))
            .foreignKey("features.d", "features.a", "a_id");

    List<Candidate> candidates = KeyCandidates.find(facts.facts());

    assertThat(candidates)
        .extracting(Candidate::table, Candidate::definition, Candidate::guessed)
        .containsExactly(
            tuple(name("features.a"), definition(Kind.PRIMARY_KEY, "id"), false),
            tuple(name("features.b"), KEY, true),
            tuple(name("features.d"), definition(Kind.INDEX, "a_id"), false));
    assertThat(KeyCandidates.keyless(facts.facts())).containsExactly(name("features.c"));
  }

  private static Facts partitioned(TableFacts.Kind first) {
    return new Facts()
        .table(TableFacts.Kind.PARTITIONED_TABLE, "s.t", -1, 0, bigint("id"), bigint("day"))
        .partitionedBy("s.t", "day")
        .table(first, "s.p1", 10, 8_192, bigint("id"), bigint("day"))
        .partOf("s.p1", "s.t")
        .table(TableFacts.Kind.PARTITION, "s.p2", 10, 8_192, bigint("id"), bigint("day"))
        .partOf("s.p2", "s.t");
  }

  private static List<Finding> findings(Facts facts, String pattern, IndexDefinition definition) {
    return new Discovery(facts.facts(), Map.of(), Map.of())
        .discover(List.of(new KeyRule(pattern, definition)), Map.of())
        .findings();
  }

  @Test
  void aPartitionedTableComesBeforeItsPartitions() {
    Facts facts = partitioned(TableFacts.Kind.PARTITION);

    assertThat(findings(facts, "s.t", definition(Kind.INDEX, "id")))
        .hasOnlyElementsOfType(Finding.Missing.class)
        .extracting(Finding::table)
        .containsExactly(name("s.t"), name("s.p1"), name("s.p2"));
  }

  @Test
  void aPartitionIsAskedForExactlyWhatTheWholeIsMadeOf() {
    IndexDefinition wanted = definition(Kind.INDEX, "id");
    // More than is asked for, the same in another order, the same of another whole, and the same.
    Facts facts =
        partitioned(TableFacts.Kind.PARTITION)
            .index(index("s.p1", "more", false, false, "id", "day"))
            .index(index("s.p1", "down", wanted.withOrders(List.of(IndexDefinition.Order.DESC))))
            .index(Facts.attached(index("s.p1", "others", false, false, "id"), "of_another"))
            .index(index("s.p2", "same", false, false, "id"));

    assertThat(findings(facts, "s.*", wanted))
        .extracting(Finding::table, Finding::getClass)
        .containsExactlyInAnyOrder(
            tuple(name("s.t"), Finding.Missing.class),
            tuple(name("s.p1"), Finding.Missing.class),
            tuple(name("s.p2"), Finding.Satisfied.class));
    // By itself, a partition has enough in what does more.
    assertThat(findings(facts, "s.p1", wanted)).hasOnlyElementsOfType(Finding.Satisfied.class);
    assertThat(findings(facts, "s.p1", wanted)).hasSize(1);
  }

  @Test
  void aWholeThatLacksPartsIsGoneOnWith() {
    Facts facts =
        partitioned(TableFacts.Kind.PARTITION)
            .index(invalid(index("s.t", "t_id_idx", false, false, "id")))
            .index(Facts.attached(index("s.p1", "p1_id_idx", false, false, "id"), "t_id_idx"));

    assertThat(findings(facts, "s.t", definition(Kind.INDEX, "id")))
        .extracting(Finding::table, Finding::getClass)
        .containsExactly(
            tuple(name("s.t"), Finding.Missing.class),
            tuple(name("s.p1"), Finding.Satisfied.class),
            tuple(name("s.p2"), Finding.Missing.class));
    assertThat(Warnings.invalidIndexes(facts.facts()))
        .singleElement()
        .asString()
        .contains("until an index of every partition is attached")
        .doesNotContain("CONCURRENTLY");
  }

  @Test
  void aForeignPartitionIsLeftOutOfAPlainIndexAndForbidsAUniqueOne() {
    Facts facts = partitioned(TableFacts.Kind.FOREIGN_TABLE);

    assertThat(findings(facts, "s.t", definition(Kind.INDEX, "id")))
        .satisfiesExactly(
            whole -> {
              assertThat(whole.table()).isEqualTo(name("s.t"));
              assertThat(((Finding.Missing) whole).aroundForeign()).isTrue();
            },
            part -> assertThat(part.table()).isEqualTo(name("s.p2")));
    assertThat(findings(facts, "s.t", definition(Kind.UNIQUE, "id", "day")))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Refused.class, it -> assertThat(it.reason()).contains("foreign table s.p1"));
  }

  @Test
  void aUniqueIndexThatIsThereBecomesTheKey() {
    Facts facts = feature().index(index("features.a", "u", true, false, "hashkey"));

    assertThat(only(facts, KEY))
        .isInstanceOfSatisfying(
            Finding.Missing.class, it -> assertThat(it.keyToBe()).isEqualTo("u"));
  }

  @Test
  void aMaterializedViewHasIndexesButNoKey() {
    Facts facts =
        new Facts().table(TableFacts.Kind.MATERIALIZED_VIEW, "features.m", 1, 8_192, hashkey());

    assertThat(only(facts, definition(Kind.UNIQUE, "hashkey"))).isInstanceOf(Finding.Missing.class);
    assertThat(refusal(facts, KEY)).isEqualTo(ErrorCode.NOT_A_TABLE);
  }

  @Test
  void whatPostgresRefusesIsListedWithItsReason() {
    IndexDefinition gin = definition(Kind.INDEX, "id").withMethod("gin");
    Discovery.Result result =
        new Discovery(
                feature()
                    .facts()
                    .withVerdicts(
                        Map.of(
                            name("features.a"),
                            Map.of(
                                gin,
                                new IndexTrial.Verdict.Refused(
                                    ErrorCode.UNSUPPORTED_INDEX, "no default operator class")))),
                Map.of(),
                Map.of())
            .discover(List.of(new KeyRule("features.*", gin)), Map.of());

    assertThat(result.findings())
        .containsExactly(
            new Finding.Refused(
                name("features.a"),
                gin,
                ErrorCode.UNSUPPORTED_INDEX,
                "features.a: no default operator class"));
  }

  @Test
  void candidatesAreForTheWholeAndNotForEachPartition() {
    List<Candidate> candidates = KeyCandidates.find(partitioned(TableFacts.Kind.PARTITION).facts());

    assertThat(candidates)
        .extracting(Candidate::table, Candidate::definition)
        .containsExactly(tuple(name("s.t"), definition(Kind.PRIMARY_KEY, "id", "day")));
  }
}

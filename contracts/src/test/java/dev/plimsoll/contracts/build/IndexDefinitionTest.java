package dev.plimsoll.contracts.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IndexDefinitionTest {
  private static final IndexDefinition PLAIN =
      new IndexDefinition(Kind.INDEX, List.of("tenant", "placed_at"));

  @Test
  void aPlainOneIsWrittenAsBeforeThereWereOthers() {
    assertThat(Json.write(PLAIN))
        .isEqualTo("{\"kind\":\"INDEX\",\"columns\":[\"tenant\",\"placed_at\"]}");
    assertThat(Json.read(Json.write(PLAIN), IndexDefinition.class)).isEqualTo(PLAIN);
    assertThat(PLAIN.method()).isEqualTo("btree");
    assertThat(PLAIN.isPlain()).isTrue();
  }

  @Test
  void everythingAboutAnotherSurvivesJson() throws IOException {
    IndexDefinition full =
        new IndexDefinition(Kind.INDEX, List.of("tenant", "placed_at", ""), "lower(label)")
            .withIncluded(List.of("amount"))
            .withPredicate("status = 'open; (really)'")
            .withOperatorClasses(List.of("", "", "public.text_pattern_ops"))
            .withFillfactor(70);

    Path golden = Path.of("src/test/resources/golden/index-definition.json");
    assertThat(Json.read(Files.readString(golden), IndexDefinition.class)).isEqualTo(full);
    assertThat(Json.MAPPER.readTree(Json.write(full)))
        .isEqualTo(Json.MAPPER.readTree(Files.readString(golden)));
    assertThat(full)
        .hasToString(
            "index (tenant, placed_at, (lower(label)) public.text_pattern_ops) include (amount)"
                + " with (fillfactor = 70) where status = 'open; (really)'");
    assertThat(full.namedColumns()).containsExactly("tenant", "placed_at");
    assertThat(full.isUnsafePeer()).isTrue();
    assertThat(
            Json.read(
                Json.write(new IndexDefinition(Kind.INDEX, List.of("tags")).withMethod("gin")),
                IndexDefinition.class))
        .hasToString("index using gin (tags)");
  }

  @Test
  void storageParametersAreWordsAndNumbers() {
    IndexDefinition tuned =
        PLAIN.withFillfactor(70).withParameters(Map.of("m", "16", "deduplicate_items", "off"));

    assertThat(tuned.storage()).isEqualTo("fillfactor = 70, deduplicate_items = off, m = 16");
    assertThat(Json.write(tuned))
        .endsWith("\"parameters\":{\"deduplicate_items\":\"off\",\"m\":\"16\"}}");
    assertThat(Json.read(Json.write(tuned), IndexDefinition.class)).isEqualTo(tuned);
    for (Map<String, String> odd :
        List.of(
            Map.of("m", "16) TABLESPACE fast --"),
            Map.of("m", ""),
            Map.of("m = 16, n", "1"),
            Map.of("fillfactor", "70"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withParameters(odd));
    }
  }

  @Test
  void whatPostgresWouldRefuseIsRefused() {
    IndexDefinition key = new IndexDefinition(Kind.PRIMARY_KEY, List.of("id"));
    assertThat(key.withIncluded(List.of("label")).withFillfactor(70).isPlain()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> key.withPredicate("id > 0"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexDefinition(Kind.PRIMARY_KEY, List.of("id", ""), "id + 1"));
    assertThatIllegalArgumentException().isThrownBy(() -> key.withMethod("hash"));
    assertThatIllegalArgumentException().isThrownBy(() -> key.withFillfactor(9));
    assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withMethod("gin (x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.withOperatorClasses(List.of("text_pattern_ops")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexDefinition(Kind.INDEX, List.of("a", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "true); DROP TABLE t",
        "true) INCLUDE (x",
        "(a",
        "a; b",
        "'a",
        "\"a",
        "a -- b",
        "a /* b",
        "$$a$$",
        "E'\\''",
        "a\nb"
      })
  void anExpressionDoesNotLeaveItsParentheses(String sql) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexDefinition(Kind.INDEX, List.of(""), sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lower(label)",
        "data ->> 'a -- b; c'",
        "status IN ('open', 'it''s (')",
        "\"odd)name\" IS NOT NULL",
        "a - -1"
      })
  void ordinaryExpressionsPass(String sql) {
    assertThat(new IndexDefinition(Kind.INDEX, List.of(""), sql).expressions())
        .containsExactly(sql);
  }
}

package dev.plimsoll.contracts.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ExtractTopicTest {
  @Test
  void namesTableAndExtract() {
    assertThat(ExtractTopic.parse("demo-source.tpch.lineitem.0123abcd"))
        .isEqualTo(new ExtractTopic("tpch.lineitem", "0123abcd"));
    assertThat(ExtractTopic.parse("s.odd.schema.odd.table.0123abcd"))
        .isEqualTo(new ExtractTopic("odd.schema.odd.table", "0123abcd"));
  }

  @Test
  void topicsOfOthersArePassedOver() {
    assertThat(ExtractTopic.parse("orders")).isNull();
    assertThat(ExtractTopic.parse("s.schema.table")).isNull();
    assertThat(ExtractTopic.parse("s.schema.table.0123ABCD")).isNull();
    assertThat(ExtractTopic.parse("s.table.0123abcd")).isNull();
  }

  @Test
  void messagesOfOthersAreKnownByTheirKeys() {
    String name =
        ExtractTopic.name("shop", new QualifiedName("odd.schema", "odd/table"), new UUID(7, 9));

    assertThat(ExtractTopic.mayWrite(name + "/3")).isTrue();
    assertThat(ExtractTopic.mayWrite("orders/3")).isFalse();
    assertThat(ExtractTopic.mayWrite("a/b.c/3")).isFalse();
    // What has no such key is for whoever reads it to judge.
    assertThat(ExtractTopic.mayWrite(null)).isTrue();
    assertThat(ExtractTopic.mayWrite("orders")).isTrue();
  }
}

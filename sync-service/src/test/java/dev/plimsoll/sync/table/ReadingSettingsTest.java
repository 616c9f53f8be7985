package dev.plimsoll.sync.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.source.ReadingWish;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.sync.table.FileSettings.FileSizing;
import dev.plimsoll.sync.table.FileSettings.Proof;
import org.junit.jupiter.api.Test;

final class ReadingSettingsTest {
  @Test
  void whatIsAbsentIsTheServices() {
    ReadingSettings settings = settings("");
    assertThat(settings.wish()).isEqualTo(new ReadingWish(null, false, 0, 0, false));
    assertThat(settings.rules().unmapped()).isEqualTo(UnmappedTypes.REFUSE);
    assertThat(settings.files()).isEqualTo(FileSettings.NONE);
    assertThat(settings.increment()).isNull();
    assertThat(settings("\"reading\": {}, \"files\": {}, \"columns\": {}")).isEqualTo(settings);
  }

  @Test
  void eachGroupIsTaken() {
    ReadingSettings settings =
        settings(
            """
            "reading": {"strategy": "keyset", "consistency": "strict", "workers": 3},
            "files": {"size": {"files": 8}, "proof": "source"},
            "columns": {"unmappedTypes": "text"}
            """);
    assertThat(settings.wish()).isEqualTo(new ReadingWish("keyset", true, 3, 8, true));
    assertThat(settings.files().sizing()).isEqualTo(new FileSizing(0, true));
    assertThat(settings.files().proof()).isEqualTo(Proof.SOURCE);
    assertThat(settings.rules().unmapped()).isEqualTo(UnmappedTypes.TEXT);
  }

  @Test
  void whatIsOutOfBoundsIsNamed() {
    refused("\"files\": {\"size\": {\"bytes\": 5}}", "files.size.bytes must be 1048576 to");
    refused("\"files\": {\"size\": {\"files\": 0}}", "files.size has bytes, or files of 1 to");
    refused("\"files\": {\"proof\": \"both\"}", "proof is none, file or source");
    refused("\"reading\": {\"workers\": 65}", "workers must be 1 to 64");
    refused("\"reading\": {\"strategy\": \"fast\"}", "strategy is one of auto");
    refused("\"reading\": {\"consistency\": \"some\"}", "consistency is table or strict");
    refused("\"columns\": {\"unmappedTypes\": \"keep\"}", "unmappedTypes is refuse or text");
  }

  private static ReadingSettings settings(String parts) {
    String more = parts.isEmpty() ? "" : ", " + parts;
    return ReadingSettings.of(
        Json.read(
            "{\"source\": \"shop\", \"tables\": [\"s.*\"]" + more + "}", ExtractRequest.class));
  }

  private static void refused(String parts, String because) {
    assertThatThrownBy(() -> settings(parts))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining(because);
  }
}

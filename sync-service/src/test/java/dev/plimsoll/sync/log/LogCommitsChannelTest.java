package dev.plimsoll.sync.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.kafka.selection.ExtractsOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/// Without this setting everything works as before, at the price of most of a processor beside a
/// busy log: no other test would miss it.
final class LogCommitsChannelTest {
  @Test
  void leavesOutWhatNoExtractWritesBeforeAnythingElse() throws IOException {
    Properties settings = new Properties();
    try (InputStream file =
        Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
      settings.load(file);
    }
    assertThat(settings)
        .containsEntry(
            "mp.messaging.incoming.log-commits.interceptor.classes", ExtractsOnly.class.getName());
  }
}

package dev.plimsoll.materializer.events;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Who may write to the log by Kafka, besides the services of this system.
@ConfigMapping(prefix = "plimsoll.materializer")
public interface ProducersConfig {
  /// By a name of your choice.
  Map<String, OutsideProducer> producers();

  /// One that has a key of its own.
  interface OutsideProducer {
    /// File of the key that it seals its messages with, and of those that still count, a line each.
    Path keyFile();

    /// The log topics that it may append to; one that ends in `*` stands for all that begin so.
    List<String> topics();
  }
}

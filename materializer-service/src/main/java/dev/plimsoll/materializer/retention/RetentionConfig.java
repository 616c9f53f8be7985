package dev.plimsoll.materializer.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When the log lets go of what it need not keep. How long that is, is said by each topic.
@ConfigMapping(prefix = "plimsoll.materializer.retention")
public interface RetentionConfig {
  /// Between two looks for what is to be removed.
  @WithDefault("PT30S")
  Duration interval();

  /// How long objects stay when nothing refers to them any more: readers may be at them.
  @WithDefault("PT10M")
  Duration objectGrace();

  /// How long producers are remembered that send nothing; an hour or more. A resend that comes
  /// later is not known for one. None is forgotten while Kafka still has events that are as old as
  /// its last batch: read once more, they are resends.
  @WithDefault("P7D")
  Duration producerExpiry();
}

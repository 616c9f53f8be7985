package dev.plimsoll.materializer.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When the log lets go of what it need not keep. How long that is, is said by each topic.
@ConfigMapping(prefix = "plimsoll.materializer.retention")
public interface RetentionConfig {
  /// Between two looks for what is to be removed.
  @WithDefault("PT30S")
  Duration interval();

  /// How long objects stay when nothing refers to them any more: readers may be at them.
  @WithDefault("PT10M")
  Duration objectGrace();

  /// Where objects of topics that own theirs may be deleted: each `bucket` or `bucket/prefix`.
  /// Without it, the bucket that `plimsoll.s3.bucket` names; without both nowhere. Who may append
  /// names any bucket and key, and what this service may delete is more.
  Optional<List<String>> deletable();

  /// How long producers are remembered that send nothing; an hour or more. A resend that comes
  /// later is not known for one. None is forgotten while Kafka still has events that are as old as
  /// its last batch: read once more, they are resends.
  @WithDefault("P7D")
  Duration producerExpiry();
}

package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/quarantine` of the materializer: accepted batches that could not be placed, set
/// aside until a person tries them again or drops them.
///
/// @param reason one sentence
/// @param first absent where the batches cannot be read
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuarantinedBatches(
    long id,
    Instant setAsideAt,
    int shard,
    int batches,
    String code,
    String reason,
    @Nullable First first) {

  /// @param topic `deleted` where there is none
  public record First(
      String topic,
      int partition,
      String producerId,
      int producerEpoch,
      long sequence,
      String bucket,
      String key,
      long recordCount) {}
}

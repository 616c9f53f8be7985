package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/quarantine` of the materializer: batches that were accepted and could not be
/// placed, out of the way of all others until somebody tries them again or drops them.
///
/// @param id by which it is tried again or dropped
/// @param shard in whose queue they were
/// @param batches of one partition
/// @param code of the error
/// @param reason for people, one sentence
/// @param first of the batches; absent where they cannot be read
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuarantinedBatches(
    long id,
    Instant setAsideAt,
    int shard,
    int batches,
    String code,
    String reason,
    @Nullable First first) {

  /// Which batch it is.
  ///
  /// @param topic `deleted` where it is gone
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

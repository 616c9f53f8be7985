package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/consumers/{consumer}/positions` of the materializer: positions in some partitions,
/// put all or none.
public record PositionsPut(@Within(Bound.CONSUMER_POSITIONS) List<Position> positions) {
  public PositionsPut {
    if (positions == null || positions.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("positions must be given");
    }
    positions = List.copyOf(positions);
  }

  /// @param nextOffset to read next: 0 to the high watermark
  /// @param expectedOffset the position before, -1 for none; absent for any
  public record Position(
      @JsonProperty(required = true) @Within(Bound.LOG_TOPIC) String topic,
      @JsonProperty(required = true) @Within(Bound.LOG_PARTITION) int partition,
      @JsonProperty(required = true) @Within(Bound.OFFSET) long nextOffset,
      @Nullable @Within(value = Bound.OFFSET, orNone = true) Long expectedOffset) {
    public Position {
      if (topic == null || topic.isEmpty() || partition < 0 || nextOffset < 0) {
        throw new IllegalArgumentException(
            "topic must be given, partition and nextOffset must be 0 or more");
      }
      if (expectedOffset != null && expectedOffset < -1) {
        throw new IllegalArgumentException("expectedOffset must be 0 or more, or -1 for none");
      }
    }
  }
}

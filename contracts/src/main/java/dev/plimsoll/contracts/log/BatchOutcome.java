package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The outcome of a batch whose offsets were waited for.
///
/// @param baseOffset where it is placed; of a duplicate where the log still knows it
/// @param expectedSequence to send again from, where it is out of sequence
/// @param detail of a refusal
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchOutcome(
    Outcome outcome,
    @Nullable Long baseOffset,
    @Nullable Long expectedSequence,
    @Nullable String detail) {

  /// The first two are good ends.
  public enum Outcome {
    /// It has its offsets now.
    PLACED,
    /// It had its offsets before.
    DUPLICATE,
    /// A batch before it is missing.
    OUT_OF_SEQUENCE,
    /// A higher epoch of its producer has written to the partition.
    PRODUCER_FENCED,
    /// The partition has no room for its offsets or bytes.
    PARTITION_FULL,
    /// Another batch had offsets under its sequence.
    BATCH_CONFLICT;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}

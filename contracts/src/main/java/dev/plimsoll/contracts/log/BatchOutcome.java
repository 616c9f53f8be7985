package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The outcome of a batch whose offsets were waited for.
///
/// @param baseOffset of its first record, where it is placed; of a duplicate where the log still
///     knows it, which it does of a producer's last batches
/// @param expectedSequence from which the producer sends again, where it is out of sequence
/// @param detail why it got no offsets
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
    /// It had them before, and got no others.
    DUPLICATE,
    /// A batch before it is missing.
    OUT_OF_SEQUENCE,
    /// A higher epoch of its producer has written to the partition.
    PRODUCER_FENCED,
    /// Its partition has no room for its offsets or its bytes.
    PARTITION_FULL,
    /// Another batch had offsets under its sequence.
    BATCH_CONFLICT;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static Outcome of(String value) {
      return valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}

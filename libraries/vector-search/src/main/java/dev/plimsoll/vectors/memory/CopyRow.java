package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.vectors.table.VectorKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of a binary COPY: the key's columns, and a vector.
///
/// Source: PostgreSQL documentation, COPY, "Binary Format"; the vectors' formats are those of
/// `array_send`, `bit_send` and of pgvector's `vector_send` and `halfvec_send`.
final class CopyRow {
  private static final byte[] SIGNATURE = "PGCOPY\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 15;
  private static final int END = -1;
  private static final int FLOAT4 = 700;

  private final ByteBuffer buffer;

  private CopyRow(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /// @param message of the protocol; the first begins with the header
  /// @return null for the end
  static @Nullable CopyRow of(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    if (message.length >= HEADER + Integer.BYTES && startsWithSignature(message)) {
      int extension = buffer.getInt(HEADER);
      buffer.position(HEADER + Integer.BYTES + extension);
    }
    return !buffer.hasRemaining() || buffer.getShort() == END ? null : new CopyRow(buffer);
  }

  private static boolean startsWithSignature(byte[] message) {
    for (int i = 0; i < SIGNATURE.length; i++) {
      if (message[i] != SIGNATURE[i]) {
        return false;
      }
    }
    return true;
  }

  /// The next field, an `int8`.
  ///
  /// @throws PlimsollException INVALID_REQUEST for NULL, which names no row
  long number() {
    if (buffer.getInt() < 0) {
      throw PlimsollException.invalidRequest("the key holds NULL");
    }
    return buffer.getLong();
  }

  /// The next fields, each a `text`.
  List<String> texts(int count) {
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = buffer.getInt();
      if (length < 0) {
        texts.add("null");
      } else {
        texts.add(new String(buffer.array(), buffer.position(), length, StandardCharsets.UTF_8));
        buffer.position(buffer.position() + length);
      }
    }
    return texts;
  }

  /// The next field, a vector of numbers; null for none.
  float @Nullable [] floats(VectorKind kind) {
    int length = buffer.getInt();
    if (length < 0) {
      return null;
    }
    return switch (kind) {
      case VECTOR -> {
        float[] values = new float[dimensions()];
        buffer.asFloatBuffer().get(values);
        yield values;
      }
      case HALFVEC -> {
        float[] values = new float[dimensions()];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.float16ToFloat(buffer.getShort());
        }
        yield values;
      }
      case REAL_ARRAY -> array();
      case SPARSEVEC, BIT -> throw new IllegalArgumentException(kind + " holds other things");
    };
  }

  private int dimensions() {
    int dimensions = Short.toUnsignedInt(buffer.getShort());
    buffer.getShort();
    return dimensions;
  }

  // Null for one with other than one dimension or with a NULL in it.
  private float @Nullable [] array() {
    int dimensions = buffer.getInt();
    buffer.getInt();
    if (buffer.getInt() != FLOAT4) {
      throw new IllegalStateException("an array of other things than float4");
    }
    if (dimensions != 1) {
      return null;
    }
    float[] values = new float[buffer.getInt()];
    buffer.getInt();
    for (int i = 0; i < values.length; i++) {
      if (buffer.getInt() < 0) {
        return null;
      }
      values[i] = buffer.getFloat();
    }
    return values;
  }

  /// The next field, a vector of bits, as words of which the first bit is the highest; null for
  /// none.
  Bits bits() {
    int length = buffer.getInt();
    if (length < 0) {
      return Bits.NONE;
    }
    int bits = buffer.getInt();
    long[] words = new long[Math.ceilDiv(bits, Long.SIZE)];
    for (int i = 0; i < length - Integer.BYTES; i++) {
      int shift = Long.SIZE - Byte.SIZE * (i % Long.BYTES + 1);
      words[i / Long.BYTES] |= Byte.toUnsignedLong(buffer.get()) << shift;
    }
    return new Bits(bits, words);
  }

  /// @param count 0 for no vector
  @SuppressWarnings("ArrayRecordComponent")
  record Bits(int count, long[] words) {
    static final Bits NONE = new Bits(0, new long[0]);
  }
}

package dev.plimsoll.connector.column;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;

/// Growing byte array for big-endian numbers (binary COPY) and ASCII numbers (PostgreSQL's text).
/// Reused from row to row, so that values make no garbage. Its static methods read the big-endian
/// numbers of any array.
public final class ByteBuilder extends OutputStream {
  private static final int KEEP_AT_MOST = 4 << 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size;

  public ByteBuilder(int capacity) {
    bytes = new byte[capacity];
  }

  public static short int16(byte[] source, int offset) {
    return (short) SHORT.get(source, offset);
  }

  public static int int32(byte[] source, int offset) {
    return (int) INT.get(source, offset);
  }

  public static long int64(byte[] source, int offset) {
    return (long) LONG.get(source, offset);
  }

  /// The array itself; valid up to {@link #size()} until the next change.
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /// Empties the array, and frees the memory of one huge value.
  public void clear() {
    size = 0;
    if (bytes.length > KEEP_AT_MOST) {
      bytes = new byte[KEEP_AT_MOST];
    }
  }

  public void putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  public void putShort(int value) {
    reserve(Short.BYTES);
    setShort(size, value);
    size += Short.BYTES;
  }

  public void putInt(int value) {
    reserve(Integer.BYTES);
    setInt(size, value);
    size += Integer.BYTES;
  }

  public void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /// Overwrites four bytes: for a length that is known only later.
  public void setInt(int position, int value) {
    INT.set(bytes, position, value);
  }

  public void setShort(int position, int value) {
    SHORT.set(bytes, position, (short) value);
  }

  @Override
  public void write(int value) {
    putByte(value);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  public void putAscii(String text) {
    write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  void put(Binary value) {
    try {
      value.writeTo(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A number in decimal, without leading zeros.
  public void putDecimal(long value) {
    if (value == Long.MIN_VALUE) {
      putAscii("-9223372036854775808");
      return;
    }
    if (value < 0) {
      putByte('-');
    }
    putPadded(Math.abs(value), 1);
  }

  /// A decimal number of 0 or more, padded with zeros to a width.
  public void putPadded(long value, int width) {
    int digits = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    int length = Math.max(digits, width);
    reserve(length);
    long rest = value;
    for (int i = size + length - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += length;
  }

  /// Lower-case hexadecimal digits.
  public void putHex(byte[] source, int offset, int length) {
    reserve(Math.multiplyExact(2, length));
    byte[] to = bytes;
    int at = size;
    for (int i = offset; i < offset + length; i++) {
      byte value = source[i];
      to[at++] = HEX[value >> 4 & 0xF];
      to[at++] = HEX[value & 0xF];
    }
    size = at;
  }

  /// Lower-case hexadecimal digits of a buffer's remaining bytes; its position does not move.
  public void putHex(ByteBuffer source) {
    if (source.hasArray()) {
      putHex(source.array(), source.arrayOffset() + source.position(), source.remaining());
    } else {
      byte[] copy = new byte[source.remaining()];
      source.get(source.position(), copy);
      putHex(copy, 0, copy.length);
    }
  }

  public void putHexByte(int value) {
    putByte(HEX[value >> 4 & 0xF]);
    putByte(HEX[value & 0xF]);
  }

  public String utf8() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
    }
  }
}

package dev.plimsoll.connector.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Conversion of PostgreSQL's binary `numeric` (base-10,000 digits, weight, sign, display scale)
/// from and to text and unscaled integers.
///
/// Source: `numeric_send` and `numeric_recv` in PostgreSQL's `numeric.c`.
public final class Numerics {
  private static final int HEADER = 8;
  private static final int BASE_DIGITS = 4;
  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xC000;
  private static final int POSITIVE_INFINITY = 0xD000;
  private static final int NEGATIVE_INFINITY = 0xF000;

  /// Largest scale at which {@link #putUnscaled} computes in 64 bits instead of by text.
  private static final int FAST_SCALE = 16;

  private static final long[] POWERS = powers();

  private Numerics() {}

  private static long[] powers() {
    long[] powers = new long[19];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  static boolean isFinite(byte[] source, int offset) {
    int sign = unsigned(source, offset + 4);
    return sign == 0 || sign == NEGATIVE;
  }

  /// Whether a finite number fits into `numeric(precision,scale)`.
  static boolean fits(byte[] source, int offset, int precision, int scale) {
    if (unsigned(source, offset + 6) > scale) {
      return false;
    }
    int digits = unsigned(source, offset);
    int group = 0;
    while (group < digits && unsigned(source, offset + HEADER + 2 * group) == 0) {
      group++;
    }
    int weight = (short) unsigned(source, offset + 2) - group;
    if (group == digits || weight < 0) {
      return true;
    }
    int first = unsigned(source, offset + HEADER + 2 * group);
    int firstDigits = first < 10 ? 1 : first < 100 ? 2 : first < 1000 ? 3 : BASE_DIGITS;
    return BASE_DIGITS * weight + firstDigits <= precision - scale;
  }

  /// The value times 10^scale. It must be finite, with at most 18 digits and that scale.
  static long unscaledLong(byte[] source, int offset, int scale) {
    int digits = unsigned(source, offset);
    if (digits == 0) {
      return 0;
    }
    int weight = (short) unsigned(source, offset + 2);
    long value = 0;
    for (int i = 0; i < digits - 1; i++) {
      value = value * 10_000 + unsigned(source, offset + HEADER + 2 * i);
    }
    int last = unsigned(source, offset + HEADER + 2 * (digits - 1));
    int exponent = BASE_DIGITS * (weight - (digits - 1)) + scale;
    value =
        exponent < 0
            ? value * POWERS[BASE_DIGITS + exponent] + last / POWERS[-exponent]
            : (value * 10_000 + last) * POWERS[exponent];
    return unsigned(source, offset + 4) == NEGATIVE ? -value : value;
  }

  /// As {@link #unscaledLong}, for any number of digits.
  static BigInteger unscaled(byte[] source, int offset, int scale, ByteBuilder scratch) {
    scratch.clear();
    text(source, offset, scratch);
    return new BigDecimal(scratch.utf8()).setScale(scale).unscaledValue();
  }

  /// The value as `numeric_out` writes it.
  static void text(byte[] source, int offset, ByteBuilder out) {
    int sign = unsigned(source, offset + 4);
    switch (sign) {
      case NAN -> out.putAscii("NaN");
      case POSITIVE_INFINITY -> out.putAscii("Infinity");
      case NEGATIVE_INFINITY -> out.putAscii("-Infinity");
      default -> finiteText(source, offset, sign == NEGATIVE, out);
    }
  }

  private static void finiteText(byte[] source, int offset, boolean negative, ByteBuilder out) {
    int digits = unsigned(source, offset);
    int weight = (short) unsigned(source, offset + 2);
    int scale = unsigned(source, offset + 6);
    if (negative) {
      out.putByte('-');
    }
    if (weight < 0) {
      out.putByte('0');
    }
    for (int i = 0; i <= weight; i++) {
      out.putPadded(digit(source, offset, digits, i), i == 0 ? 1 : BASE_DIGITS);
    }
    if (scale > 0) {
      out.putByte('.');
      int left = scale;
      for (int i = weight + 1; left > 0; i++) {
        int digit = digit(source, offset, digits, i);
        int width = Math.min(BASE_DIGITS, left);
        out.putPadded(digit / POWERS[BASE_DIGITS - width], width);
        left -= width;
      }
    }
  }

  private static int digit(byte[] source, int offset, int digits, int index) {
    return index >= 0 && index < digits ? unsigned(source, offset + HEADER + 2 * index) : 0;
  }

  /// Appends an unscaled value as text with exactly `scale` digits after the point.
  static void unscaledText(long value, int scale, ByteBuilder out) {
    if (value < 0) {
      out.putByte('-');
    }
    long magnitude = Math.abs(value);
    out.putPadded(magnitude / POWERS[scale], 1);
    if (scale > 0) {
      out.putByte('.');
      out.putPadded(magnitude % POWERS[scale], scale);
    }
  }

  /// Appends an unscaled value in binary COPY, after its length.
  static void putUnscaled(long value, int scale, ByteBuilder out, ByteBuilder scratch) {
    if (scale > FAST_SCALE) {
      scratch.clear();
      unscaledText(value, scale, scratch);
      putText(scratch.array(), 0, scratch.size(), out);
      return;
    }
    long magnitude = Math.abs(value);
    int fractionGroups = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
    long whole = magnitude / POWERS[scale];
    long fraction = magnitude % POWERS[scale] * POWERS[fractionGroups * BASE_DIGITS - scale];
    int wholeGroups = 0;
    for (long rest = whole; rest > 0; rest /= 10_000) {
      wholeGroups++;
    }
    int groups = wholeGroups + fractionGroups;
    out.putInt(HEADER + 2 * groups);
    out.putShort(groups);
    out.putShort(wholeGroups - 1);
    out.putShort(value < 0 ? NEGATIVE : 0);
    out.putShort(scale);
    for (int i = wholeGroups - 1; i >= 0; i--) {
      out.putShort((int) (whole / POWERS[BASE_DIGITS * i] % 10_000));
    }
    for (int i = fractionGroups - 1; i >= 0; i--) {
      out.putShort((int) (fraction / POWERS[BASE_DIGITS * i] % 10_000));
    }
  }

  /// Appends an unsigned 64-bit number in binary COPY, after its length.
  public static void putUnsigned(long value, ByteBuilder out) {
    int groups = 0;
    for (long rest = value; rest != 0; rest = Long.divideUnsigned(rest, 10_000)) {
      groups++;
    }
    out.putInt(HEADER + 2 * groups);
    out.putShort(groups);
    out.putShort(groups - 1);
    out.putShort(0);
    out.putShort(0);
    for (int i = groups - 1; i >= 0; i--) {
      long fromHere = Long.divideUnsigned(value, POWERS[BASE_DIGITS * i]);
      out.putShort((int) Long.remainderUnsigned(fromHere, 10_000));
    }
  }

  /// Appends a number in `numeric_out`'s text as binary COPY, after its length.
  public static void putText(byte[] text, int offset, int length, ByteBuilder out) {
    int lengthAt = out.size();
    out.putInt(0);
    int first = text[offset];
    if (first == 'N' || first == 'I' || (length > 1 && text[offset + 1] == 'I')) {
      out.putShort(0);
      out.putShort(0);
      out.putShort(first == 'N' ? NAN : first == 'I' ? POSITIVE_INFINITY : NEGATIVE_INFINITY);
      out.putShort(0);
    } else {
      boolean negative = first == '-';
      finiteDigits(text, negative ? offset + 1 : offset, offset + length, negative, out);
    }
    out.setInt(lengthAt, out.size() - lengthAt - 4);
  }

  private static void finiteDigits(
      byte[] text, int start, int end, boolean negative, ByteBuilder out) {
    int point = start;
    while (point < end && text[point] != '.') {
      point++;
    }
    int wholeDigits = point - start;
    int scale = Math.max(0, end - point - 1);
    int wholeGroups = (wholeDigits + BASE_DIGITS - 1) / BASE_DIGITS;
    int fractionGroups = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
    out.putShort(wholeGroups + fractionGroups);
    out.putShort(wholeGroups - 1);
    out.putShort(negative ? NEGATIVE : 0);
    out.putShort(scale);
    int position = start;
    int inGroup = wholeDigits - (wholeGroups - 1) * BASE_DIGITS;
    for (int group = 0; group < wholeGroups; group++) {
      out.putShort(group(text, position, position + inGroup, point));
      position += inGroup;
      inGroup = BASE_DIGITS;
    }
    position = point + 1;
    for (int group = 0; group < fractionGroups; group++) {
      out.putShort(group(text, position, position + BASE_DIGITS, end));
      position += BASE_DIGITS;
    }
  }

  // Digits beyond the end are zeros.
  private static int group(byte[] text, int from, int to, int end) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (i < end ? text[i] - '0' : 0);
    }
    return value;
  }

  static void putUnscaled(BigInteger value, int scale, ByteBuilder out) {
    byte[] text = new BigDecimal(value, scale).toPlainString().getBytes(StandardCharsets.US_ASCII);
    putText(text, 0, text.length, out);
  }

  /// Bytes that two's complement needs for any number of that many decimal digits.
  static int bytesFor(int precision) {
    return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / 8 + 1;
  }

  private static int unsigned(byte[] source, int offset) {
    return (source[offset] & 0xFF) << 8 | (source[offset + 1] & 0xFF);
  }
}

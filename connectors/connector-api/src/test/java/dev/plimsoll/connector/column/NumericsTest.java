package dev.plimsoll.connector.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumericsTest {
  private static byte[] binary(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuilder out = new ByteBuilder(16);
    Numerics.putText(ascii, 0, ascii.length, out);
    byte[] value = new byte[out.size() - 4];
    System.arraycopy(out.array(), 4, value, 0, value.length);
    assertThat(ByteBuilder.int32(out.array(), 0)).isEqualTo(value.length);
    return value;
  }

  private static String text(byte[] binary) {
    ByteBuilder out = new ByteBuilder(16);
    Numerics.text(binary, 0, out);
    return out.utf8();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.00",
        "1",
        "-1",
        "9999",
        "10000",
        "0.0001",
        "0.00001",
        "-123456789.000000001",
        "NaN",
        "Infinity",
        "-Infinity",
        "100000000000000000000000000000000000000000.5"
      })
  void textComesBack(String number) {
    assertThat(text(binary(number))).isEqualTo(number);
  }

  @Test
  void randomNumbersComeBackByEveryWay() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ByteBuilder scratch = new ByteBuilder(64);
    for (int i = 0; i < 50_000; i++) {
      int precision = 1 + random.nextInt(18);
      int scale = random.nextInt(precision + 1);
      BigInteger bound = BigInteger.TEN.pow(precision);
      long unscaled = new BigInteger(64, random).mod(bound).longValue();
      long value = random.nextBoolean() ? unscaled : -unscaled;
      String expected = BigDecimal.valueOf(value, scale).toPlainString();
      byte[] binary = binary(expected);

      assertThat(text(binary)).as("seed %d", seed).isEqualTo(expected);
      assertThat(Numerics.fits(binary, 0, precision, scale)).as("seed %d", seed).isTrue();
      assertThat(Numerics.unscaledLong(binary, 0, scale)).as("seed %d", seed).isEqualTo(value);
      assertThat(Numerics.unscaled(binary, 0, scale, scratch).longValueExact()).isEqualTo(value);
      ByteBuilder copy = new ByteBuilder(64);
      Numerics.putUnscaled(value, scale, copy, scratch);
      byte[] again = new byte[copy.size() - 4];
      System.arraycopy(copy.array(), 4, again, 0, again.length);
      assertThat(text(again)).as("seed %d", seed).isEqualTo(expected);
      ByteBuilder plain = new ByteBuilder(64);
      Numerics.unscaledText(value, scale, plain);
      assertThat(plain.utf8()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2, 2, true",
    "0.00, 2, 2, true",
    "0.99, 2, 2, true",
    "-0.99, 2, 2, true",
    "1.00, 2, 2, false",
    "0.001, 4, 2, false",
    "9999, 4, 0, true",
    "10000, 4, 0, false",
    "-9999999999.99, 12, 2, true",
    "10000000000.00, 12, 2, false",
    "99999999999999999999999999999999999999, 38, 0, true",
    "100000000000000000000000000000000000000, 38, 0, false"
  })
  void whatDoesNotFitIsFound(String number, int precision, int scale, boolean fits) {
    assertThat(Numerics.fits(binary(number), 0, precision, scale)).isEqualTo(fits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "9999",
        "10000",
        "9223372036854775807",
        "9223372036854775808",
        "10000000000000000000",
        "18446744073709551615"
      })
  void aNumberWithoutASignComesBack(String number) {
    ByteBuilder out = new ByteBuilder(8);
    Numerics.putUnsigned(Long.parseUnsignedLong(number), out);
    assertThat(ByteBuilder.int32(out.array(), 0)).isEqualTo(out.size() - 4);
    byte[] value = Arrays.copyOfRange(out.array(), 4, out.size());
    assertThat(text(value)).isEqualTo(number);
  }

  @Test
  void decimalsTakeAsFewBytesAsHoldThem() {
    assertThat(Numerics.bytesFor(18)).isEqualTo(8);
    assertThat(Numerics.bytesFor(19)).isEqualTo(9);
    assertThat(Numerics.bytesFor(38)).isEqualTo(16);
  }
}

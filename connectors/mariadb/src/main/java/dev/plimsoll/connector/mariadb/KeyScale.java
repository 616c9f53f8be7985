package dev.plimsoll.connector.mariadb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Values of a key between two others, as if keys lay evenly between them. They need not be there,
/// and the order in which the server has them may be another one: whoever asks looks for the next
/// key that is there and lies between the two by the server's own order. Pure.
///
/// @param low as a number
/// @param high as a number, greater
/// @param text of such a number, as a value of the key
record KeyScale(BigInteger low, BigInteger high, Function<BigInteger, String> text) {
  private static final int TEXT_CHARACTERS = 8;
  private static final int FIRST_PRINTABLE = ' ';
  private static final int LAST_PRINTABLE = '~';
  private static final BigInteger PRINTABLE =
      BigInteger.valueOf(LAST_PRINTABLE - FIRST_PRINTABLE + 1);
  private static final Pattern MARKS = Pattern.compile("\\p{M}");
  private static final int BYTES = 16;
  private static final int UUID_DIGITS = 32;
  private static final int VERSION_DIGIT = 14;
  private static final int VARIANT_DIGIT = 19;
  private static final LocalDateTime YEAR_ZERO = LocalDateTime.of(0, 1, 1, 0, 0);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /// Between two values of a key; empty where there is nothing between them, or nothing that can be
  /// told.
  static Optional<KeyScale> between(KeyForm form, String low, String high) {
    @Nullable KeyScale scale =
        switch (form) {
          case NUMBER -> numbers(low, high);
          case TEXT -> texts(low, high);
          case BYTES -> bytes(low, high);
          case UUID -> uuids(low, high);
          case MOMENT -> moments(low, high);
          case NONE -> null;
        };
    return scale != null && scale.low.compareTo(scale.high) < 0
        ? Optional.of(scale)
        : Optional.empty();
  }

  /// The value halfway between two numbers of it, rounded up: greater than the lower one.
  BigInteger halfway(BigInteger from, BigInteger to) {
    return from.add(to).add(BigInteger.ONE).shiftRight(1);
  }

  String at(BigInteger number) {
    return text.apply(number);
  }

  private static KeyScale numbers(String low, String high) {
    BigDecimal from = new BigDecimal(low);
    BigDecimal to = new BigDecimal(high);
    int scale = Math.max(from.scale(), to.scale());
    return new KeyScale(
        from.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue(),
        to.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue(),
        number -> new BigDecimal(number, scale).toPlainString());
  }

  // By what follows after what both begin with, in capitals and small letters alike.
  private static KeyScale texts(String low, String high) {
    int common = 0;
    while (common < Math.min(low.length(), high.length())
        && Character.toLowerCase(low.charAt(common))
            == Character.toLowerCase(high.charAt(common))) {
      common++;
    }
    if (common > 0 && Character.isHighSurrogate(low.charAt(common - 1))) {
      common--;
    }
    String prefix = low.substring(0, common);
    return new KeyScale(
        printable(low, common), printable(high, common), number -> prefix + ofPrintable(number));
  }

  private static BigInteger printable(String text, int from) {
    String folded = folded(text.substring(from));
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < TEXT_CHARACTERS; i++) {
      int character = i < folded.length() ? folded.charAt(i) : FIRST_PRINTABLE;
      int digit = Math.clamp(character, FIRST_PRINTABLE, LAST_PRINTABLE) - FIRST_PRINTABLE;
      number = number.multiply(PRINTABLE).add(BigInteger.valueOf(digit));
    }
    return number;
  }

  // As most collations see it: without accents, small.
  private static String folded(String text) {
    return MARKS
        .matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
        .replaceAll("")
        .toLowerCase(Locale.ROOT);
  }

  private static String ofPrintable(BigInteger number) {
    StringBuilder reversed = new StringBuilder(TEXT_CHARACTERS);
    BigInteger rest = number;
    for (int i = 0; i < TEXT_CHARACTERS; i++) {
      BigInteger[] parts = rest.divideAndRemainder(PRINTABLE);
      reversed.append((char) (FIRST_PRINTABLE + parts[1].intValue()));
      rest = parts[0];
    }
    return reversed.reverse().toString();
  }

  private static KeyScale bytes(String low, String high) {
    return new KeyScale(
        leadingBytes(low), leadingBytes(high), number -> "\\x" + hex(number, 2 * BYTES));
  }

  // After the two characters that stand before them.
  private static BigInteger leadingBytes(String value) {
    StringBuilder digits = new StringBuilder(value.substring(2));
    digits.append("0".repeat(Math.max(0, 2 * BYTES - digits.length())));
    return new BigInteger(digits.substring(0, 2 * BYTES), 16);
  }

  private static String hex(BigInteger number, int digits) {
    return ("%0" + digits + "x").formatted(number);
  }

  // MariaDB orders those of versions 1 to 5 by their last group first, and newer ones as they are
  // written. What is between two of a version has the same version.
  private static KeyScale uuids(String low, String high) {
    boolean swapped = low.charAt(VERSION_DIGIT) >= '1' && low.charAt(VERSION_DIGIT) <= '5';
    return new KeyScale(
        new BigInteger(ordered(low, swapped), 16),
        new BigInteger(ordered(high, swapped), 16),
        number -> uuid(hex(number, UUID_DIGITS), swapped, low));
  }

  private static String ordered(String uuid, boolean swapped) {
    String[] groups = uuid.split("-", -1);
    return swapped
        ? groups[4] + groups[3] + groups[2] + groups[1] + groups[0]
        : String.join("", groups);
  }

  private static String uuid(String digits, boolean swapped, String like) {
    StringBuilder uuid =
        new StringBuilder(
            swapped
                ? digits.replaceFirst("(.{12})(.{4})(.{4})(.{4})(.{8})", "$5-$4-$3-$2-$1")
                : digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    uuid.setCharAt(VERSION_DIGIT, like.charAt(VERSION_DIGIT));
    uuid.setCharAt(VARIANT_DIGIT, like.charAt(VARIANT_DIGIT));
    return uuid.toString();
  }

  private static KeyScale moments(String low, String high) {
    int length = Math.max(low.length(), high.length());
    return new KeyScale(seconds(low), seconds(high), number -> moment(number, length));
  }

  private static BigInteger seconds(String moment) {
    if (!Character.isDigit(moment.charAt(0)) || moment.endsWith("BC")) {
      // The zero date, and year 0 as PostgreSQL writes it.
      return BigInteger.valueOf(YEAR_ZERO.toEpochSecond(ZoneOffset.UTC));
    }
    String day = moment.substring(0, 10);
    String time = moment.length() < 19 ? "00:00:00" : moment.substring(11, 19);
    return BigInteger.valueOf(LocalDateTime.parse(day + "T" + time).toEpochSecond(ZoneOffset.UTC));
  }

  private static String moment(BigInteger seconds, int length) {
    LocalDateTime moment = LocalDateTime.ofEpochSecond(seconds.longValueExact(), 0, ZoneOffset.UTC);
    // Of days, the next one: the one at hand began before.
    return length > 10
        ? moment.format(SECONDS)
        : moment.truncatedTo(ChronoUnit.DAYS).toLocalDate().toString();
  }
}

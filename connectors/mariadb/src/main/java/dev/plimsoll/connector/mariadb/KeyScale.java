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

/// Numeric scale of the key values between two others, as if they were evenly distributed. Values
/// on it need not exist, and the server's order may differ: callers look for the next existing key
/// between the two in the server's order. Pure.
///
/// @param high greater than `low`
/// @param text of a number, as a key value
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

  /// The scale between two key values; empty where nothing known lies between them.
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

  /// The middle of two numbers, rounded up, so that it exceeds the lower one.
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

  // By the characters after the common prefix, in upper or lower case.
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

  // Without accents and in lower case, as most collations compare.
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

  private static BigInteger leadingBytes(String value) {
    StringBuilder digits = new StringBuilder(value.substring(2));
    digits.append("0".repeat(Math.max(0, 2 * BYTES - digits.length())));
    return new BigInteger(digits.substring(0, 2 * BYTES), 16);
  }

  private static String hex(BigInteger number, int digits) {
    return ("%0" + digits + "x").formatted(number);
  }

  // MariaDB orders UUIDs of versions 1 to 5 from the last group to the first, newer ones as
  // written. What lies between two of a version has the same version.
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
      // The zero date, or year 0 in PostgreSQL's text.
      return BigInteger.valueOf(YEAR_ZERO.toEpochSecond(ZoneOffset.UTC));
    }
    String day = moment.substring(0, 10);
    String time = moment.length() < 19 ? "00:00:00" : moment.substring(11, 19);
    return BigInteger.valueOf(LocalDateTime.parse(day + "T" + time).toEpochSecond(ZoneOffset.UTC));
  }

  private static String moment(BigInteger seconds, int length) {
    LocalDateTime moment = LocalDateTime.ofEpochSecond(seconds.longValueExact(), 0, ZoneOffset.UTC);
    // A date is rounded down.
    return length > 10
        ? moment.format(SECONDS)
        : moment.truncatedTo(ChronoUnit.DAYS).toLocalDate().toString();
  }
}

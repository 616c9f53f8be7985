package dev.plimsoll.materializer.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.materializer.parsing.AppendParser.Encoding;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the direct way reads, the strict one reads just so.
final class AppendParserTest {
  private static final ObjectMapper CBOR = CBORMapper.builder().build();
  private static final int DAMAGED = 20_000;

  /// Pieces that are wrong, or right in another way.
  private static final List<String> PIECES =
      List.of(
          "null",
          "7",
          "-1",
          "7.5",
          "1e3",
          "\"\"",
          "\"7\"",
          "[]",
          "{}",
          "true",
          "\u0000",
          "\\u00e4",
          "ä",
          "\\ud800",
          "9223372036854775808",
          "2147483648",
          "\"topic\":\"t\",",
          "\"later\":[1],",
          ",",
          "]",
          "}",
          " ",
          "\n",
          "00",
          "2026-02-30T00:00:00Z",
          "2026-01-02T24:00:00Z",
          "2026-01-02T03:04:05+01:00",
          "2026-01-02T03:04:05.1234567891Z",
          "T",
          "Z");

  private static FileAppended file(Random random) {
    List<FileBatch> batches = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      batches.add(
          new FileBatch(
              "topic-" + random.nextInt(2),
              random.nextInt(100_000),
              "producer-" + random.nextInt(2),
              random.nextInt(3),
              random.nextLong(Long.MAX_VALUE),
              1_000L * i,
              1 + random.nextInt(1_000),
              1 + random.nextInt(1_000_000),
              time(random)));
    }
    return new FileAppended("bucket", "a/b \"c\" " + random.nextInt(), batches);
  }

  private static Instant time(Random random) {
    return Instant.ofEpochSecond(
        random.nextLong(4_000_000_000L), random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
  }

  @ParameterizedTest
  @EnumSource
  void whatProducersSendIsReadDirectly(Encoding form) throws IOException {
    Random random = new Random(Campaign.seed());
    for (int i = 0; i < 200; i++) {
      FileAppended file = file(random);

      assertThat(AppendParser.usual(written(file, form), form, AppendParser::usualFile))
          .isEqualTo(file);
    }
    BatchAppended batch =
        new BatchAppended("t", 3, "p", 1, 7, new ObjectRange("b", "k", 5, 6), 8, time(random));
    assertThat(AppendParser.usual(written(batch, form), form, AppendParser::usualBatch))
        .isEqualTo(batch);
  }

  private static byte[] written(Object value, Encoding form) throws IOException {
    JsonNode tree = Json.MAPPER.readTree(Json.write(value));
    return form == Encoding.CBOR
        ? CBOR.writeValueAsBytes(tree)
        : Json.write(value).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsDamagedIsReadAsStrictlyOrLeftToIt() {
    Random random = new Random(Campaign.seed());
    int read = 0;
    for (int i = 0; i < DAMAGED; i++) {
      byte[] damaged = damaged(Json.write(file(random)), random);

      read += agree(damaged, Encoding.JSON, AppendParser::usualFile, FileAppended.class) ? 1 : 0;
    }
    assertThat(read).isPositive();
  }

  @Test
  void damagedBytesAreReadAsStrictlyOrLeftToIt() throws IOException {
    Random random = new Random(Campaign.seed());
    for (int i = 0; i < DAMAGED; i++) {
      Encoding form = Encoding.values()[i % 2];
      byte[] body = written(file(random), form);
      body[random.nextInt(body.length)] = (byte) random.nextInt();

      agree(body, form, AppendParser::usualFile, FileAppended.class);
    }
  }

  /// In another place, or instead of what is there.
  private static byte[] damaged(String json, Random random) {
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    int at = random.nextInt(json.length());
    int to = random.nextBoolean() ? at : Math.min(json.length(), at + random.nextInt(20));
    return (json.substring(0, at) + piece + json.substring(to)).getBytes(StandardCharsets.UTF_8);
  }

  /// @return whether it was read directly
  private static <T> boolean agree(
      byte[] body, Encoding form, Function<AppendParser, @Nullable T> direct, Class<T> type) {
    @Nullable T read = AppendParser.usual(body, form, direct);
    if (read == null) {
      return false;
    }
    try {
      assertThat(read)
          .as(new String(body, StandardCharsets.ISO_8859_1))
          .isEqualTo(StrictParser.read(body, form, type));
    } catch (MalformedMessageException e) {
      throw new AssertionError(
          "the strict way refuses it: " + new String(body, StandardCharsets.ISO_8859_1), e);
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.6Z",
        "1999-12-31T23:59:59.999999999Z",
        "2024-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z"
      })
  void aTimeIsReadAsItStandsThere(String text) {
    char[] chars = ("x" + text + "y").toCharArray();

    assertThat(UtcTime.read(chars, 1, text.length())).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:60:05Z",
        "2026-01-02T03:04:60Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05,5Z",
        "2026-01-02T03:04:05.1234567890Z",
        "2026-01-02t03:04:05Z",
        "2026-01-02T03:04:05z",
        "2026-01-02T03:04:05+00:00",
        "+026-01-02T03:04:05Z",
        "",
        "Z"
      })
  void anyOtherTextIsLeft(String text) {
    assertThat(UtcTime.read(text.toCharArray(), 0, text.length())).isNull();
  }
}

package dev.plimsoll.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
  private static final String OLD = "the old key, of 32 characters...";
  private static final String NEW = "the new key, of 32 characters...";

  @TempDir private Path folder;

  @Test
  void isKnownByWhoHasTheKey() {
    ConsumerRecord<Object, Object> sealed = received(seal(OLD), "topic", "k", "{\"a\":1}");

    assertThat(seal(OLD).isOn(sealed)).isTrue();
    assertForged(seal(NEW), sealed);
  }

  @Test
  void isTheSameForTextAndBytes() {
    ConsumerRecord<Object, Object> sealed = received(seal(OLD), "topic", "k", "Übung");

    assertThat(seal(OLD).isOn(record(sealed.topic(), bytes("k"), bytes("Übung"), sealed.headers())))
        .isTrue();
  }

  @Test
  void isOfOneMessageAlone() {
    Seal seal = seal(OLD);
    ConsumerRecord<Object, Object> sealed = received(seal, "topic", "key", "value");
    Headers headers = sealed.headers();

    assertForged(seal, record("other", "key", "value", headers));
    assertForged(seal, record("topic", "other", "value", headers));
    assertForged(seal, record("topic", null, "value", headers));
    assertForged(seal, record("topic", "key", "other", headers));
    assertForged(seal, record("topic", "key", null, headers));
    // what stands at the border of two parts belongs to one of them
    assertForged(seal, record("topic", "keyv", "alue", headers));
    assertForged(seal, record("topick", "ey", "value", headers));
    assertForged(seal, changed(sealed, h -> h.remove("ce_type").add("ce_type", bytes("b"))));
    assertForged(seal, changed(sealed, h -> h.remove("ce_type")));
    assertForged(seal, changed(sealed, h -> h.add("more", bytes("x"))));
    assertForged(seal, changed(sealed, h -> h.remove(Seal.HEADER)));
    assertForged(seal, changed(sealed, h -> h.add(Seal.HEADER, null)));
    assertForged(seal, changed(sealed, h -> h.add(Seal.HEADER, new byte[33])));
    assertForged(seal, changed(sealed, h -> h.add(Seal.HEADER, new byte[0])));
    assertThat(seal.isOn(sealed)).isTrue();
  }

  @Test
  void isWhatTheDocumentationSays() throws Exception {
    // given what a producer in another language computes
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(parts);
    for (String part : List.of("log.events", "p1", "{}", "ce_type", "t", "ce_id", "1")) {
      out.writeInt(part.length());
      out.writeBytes(part);
    }
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes(OLD), "HmacSHA256"));
    ByteArrayOutputStream seal = new ByteArrayOutputStream();
    seal.write(1);
    seal.write(mac.doFinal(parts.toByteArray()));
    Headers headers = new RecordHeaders();
    headers.add("ce_type", bytes("t")).add("ce_id", bytes("1"));
    headers.add(Seal.HEADER, seal.toByteArray());

    assertThat(seal(OLD).isOn(record("log.events", "p1", "{}", headers))).isTrue();
  }

  @Test
  void keysAreReplacedInThreeSteps() {
    ConsumerRecord<Object, Object> byOld = received(seal(OLD), "t", "k", "v");
    ConsumerRecord<Object, Object> byNew = received(seal(NEW), "t", "k", "v");
    // accepted everywhere first, then used everywhere, then alone
    Seal first = seal(OLD, NEW);
    Seal second = seal(NEW, OLD);
    Seal last = seal(NEW);

    assertThat(first.isOn(byOld)).isTrue();
    assertThat(first.isOn(byNew)).isTrue();
    assertThat(seal(OLD).isOn(received(first, "t", "k", "v"))).isTrue();
    assertThat(second.isOn(byOld)).isTrue();
    assertThat(first.isOn(received(second, "t", "k", "v"))).isTrue();
    assertThat(last.isOn(byOld)).isFalse();
  }

  @Test
  void whatBearsNoneIsTakenOnRequestAndAWrongOneNever() {
    Seal lenient = new Seal(keys(NEW), true);

    lenient.require(record("t", "k", "v", new RecordHeaders()));
    ConsumerRecord<Object, Object> byAnother = received(seal(OLD), "t", "k", "v");
    assertThatThrownBy(() -> lenient.require(byAnother)).isInstanceOf(PlimsollException.class);
  }

  @Test
  void aMessageThatIsSentAgainKeepsIt() {
    ProducerRecord<Object, Object> message = new ProducerRecord<>("t", "k", "v");
    SealingInterceptor interceptor = new SealingInterceptor();
    interceptor.configure(seal(OLD).ofProducer());

    interceptor.onSend(message);
    ((RecordHeaders) message.headers()).setReadOnly(); // as Kafka's client does
    interceptor.onSend(message);

    assertThat(message.headers().headers(Seal.HEADER)).hasSize(1);
  }

  @Test
  void aFileOfKeysIsRefusedWithoutSayingWhatItHolds() throws IOException {
    assertRefused(folder.resolve("none"), "cannot be read");
    assertRefused(Files.writeString(folder.resolve("empty"), "\n \n"), "holds no key");
    assertRefused(Files.writeString(folder.resolve("short"), OLD + "\nsecret\n"), "32 characters");

    assertThat(KeyFile.read(Files.writeString(folder.resolve("good"), "\n" + OLD + "\n" + NEW)))
        .hasSize(2);
  }

  private static void assertRefused(Path file, String why) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> KeyFile.read(file))
        .withMessageContaining(why)
        .withMessageNotContaining("secret")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED));
  }

  private static void assertForged(Seal seal, ConsumerRecord<?, ?> message) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> seal.require(message))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FORGED_MESSAGE));
  }

  private static Seal seal(String... lines) {
    return new Seal(keys(lines), false);
  }

  private static List<SealKey> keys(String... lines) {
    return List.of(lines).stream().map(line -> SealKey.of(bytes(line))).toList();
  }

  private static ConsumerRecord<Object, Object> received(
      Seal seal, String topic, String key, String value) {
    ProducerRecord<Object, Object> message = new ProducerRecord<>(topic, key, value);
    message.headers().add("ce_type", bytes("a"));
    SealingInterceptor interceptor = new SealingInterceptor();
    interceptor.configure(seal.ofProducer());
    interceptor.onSend(message);
    return record(topic, key, value, message.headers());
  }

  private static ConsumerRecord<Object, Object> changed(
      ConsumerRecord<Object, Object> message, Consumer<Headers> change) {
    Headers headers = new RecordHeaders(message.headers());
    change.accept(headers);
    return record(message.topic(), message.key(), message.value(), headers);
  }

  private static ConsumerRecord<Object, Object> record(
      String topic, Object key, Object value, Headers headers) {
    ConsumerRecord<Object, Object> message = new ConsumerRecord<>(topic, 0, 0, key, value);
    headers.forEach(message.headers()::add);
    return message;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.plimsoll.benchmarks.ingress;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Files as JSON, written as cheaply as can be: a client on the same machine shall not be what is
/// measured.
final class JsonForm implements ClientProducer.BodyForm {
  private final byte[] beforePartition;
  private final byte[] beforeSequence;
  private final byte[] beforeOffset;
  private final byte[] beforeLength;
  private final byte[] afterLength;
  private byte[] bytes = new byte[16 << 10];
  private int length;
  private boolean first;

  JsonForm(String topic, String producer, String maxTimestamp) {
    beforePartition = ascii("{\"topic\":\"" + topic + "\",\"partition\":");
    beforeSequence =
        ascii(",\"producerId\":\"" + producer + "\",\"producerEpoch\":0,\"sequence\":");
    beforeOffset = ascii(",\"byteOffset\":");
    beforeLength = ascii(",\"byteLength\":");
    afterLength =
        ascii(
            ",\"recordCount\":"
                + ClientProducer.RECORDS
                + ",\"maxTimestamp\":\""
                + maxTimestamp
                + "\"}");
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void begin(String key, int batches) {
    length = 0;
    first = true;
    put(ascii("{\"bucket\":\"doors\",\"key\":\"" + key + "\",\"batches\":["));
  }

  @Override
  public void batch(int partition, long sequence, long byteOffset, int byteLength) {
    if (!first) {
      put((byte) ',');
    }
    first = false;
    put(beforePartition);
    put(partition);
    put(beforeSequence);
    put(sequence);
    put(beforeOffset);
    put(byteOffset);
    put(beforeLength);
    put(byteLength);
    put(afterLength);
  }

  @Override
  public void end() {
    put((byte) ']');
    put((byte) '}');
  }

  private void put(byte octet) {
    room(1);
    bytes[length++] = octet;
  }

  private void put(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  private void put(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    room(digits);
    long rest = number;
    for (int place = length + digits - 1; place >= length; place--) {
      bytes[place] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (length + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

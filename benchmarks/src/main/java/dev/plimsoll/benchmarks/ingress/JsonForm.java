package dev.plimsoll.benchmarks.ingress;

import java.nio.charset.StandardCharsets;

/// Form of files in JSON, written cheaply: the client shares the machine and must not dominate.
final class JsonForm implements ClientProducer.BodyForm {
  private final String beforePartition;
  private final String beforeSequence;
  private final String afterLength;
  private final StringBuilder text = new StringBuilder(16 << 10);
  private boolean first;

  JsonForm(String topic, String producer, String maxTimestamp) {
    beforePartition = "{\"topic\":\"" + topic + "\",\"partition\":";
    beforeSequence = ",\"producerId\":\"" + producer + "\",\"producerEpoch\":0,\"sequence\":";
    afterLength =
        ",\"recordCount\":"
            + ClientProducer.RECORDS
            + ",\"maxTimestamp\":\""
            + maxTimestamp
            + "\"}";
  }

  @Override
  public byte[] body() {
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void begin(String key, int batches) {
    text.setLength(0);
    first = true;
    text.append("{\"bucket\":\"doors\",\"key\":\"").append(key).append("\",\"batches\":[");
  }

  @Override
  public void batch(int partition, long sequence, long byteOffset, int byteLength) {
    if (!first) {
      text.append(',');
    }
    first = false;
    text.append(beforePartition).append(partition).append(beforeSequence).append(sequence);
    text.append(",\"byteOffset\":").append(byteOffset);
    text.append(",\"byteLength\":").append(byteLength).append(afterLength);
  }

  @Override
  public void end() {
    text.append("]}");
  }
}

package dev.plimsoll.benchmarks.ingress;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Form of files in CBOR.
final class CborForm implements ClientProducer.BodyForm {
  private static final CBORFactory FACTORY = new CBORFactory();

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final String topic;
  private final String producer;
  private final String maxTimestamp;
  private CBORGenerator out;

  CborForm(String topic, String producer, String maxTimestamp) throws IOException {
    this.topic = topic;
    this.producer = producer;
    this.maxTimestamp = maxTimestamp;
    out = FACTORY.createGenerator(written);
  }

  @Override
  public byte[] body() {
    return written.toByteArray();
  }

  @Override
  public void begin(String key, int batches) throws IOException {
    written.reset();
    out = FACTORY.createGenerator(written);
    out.writeStartObject();
    out.writeStringField("bucket", "doors");
    out.writeStringField("key", key);
    out.writeFieldName("batches");
    out.writeStartArray(null, batches);
  }

  @Override
  public void batch(int partition, long sequence, long byteOffset, int byteLength)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("topic", topic);
    out.writeNumberField("partition", partition);
    out.writeStringField("producerId", producer);
    out.writeNumberField("producerEpoch", 0);
    out.writeNumberField("sequence", sequence);
    out.writeNumberField("byteOffset", byteOffset);
    out.writeNumberField("byteLength", byteLength);
    out.writeNumberField("recordCount", ClientProducer.RECORDS);
    out.writeStringField("maxTimestamp", maxTimestamp);
    out.writeEndObject();
  }

  @Override
  public void end() throws IOException {
    out.writeEndArray();
    out.writeEndObject();
    out.close();
  }
}

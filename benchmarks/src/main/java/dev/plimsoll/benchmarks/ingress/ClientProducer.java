package dev.plimsoll.benchmarks.ingress;

import java.io.IOException;

/// Producer of files whose batches go round its partitions, the same each time.
final class ClientProducer {
  /// Records of each batch, so that records count batches.
  static final int RECORDS = 100;

  private static final int BATCH_BYTES = 4_096;

  private final String folder;
  private final int batchesPerFile;
  private final long[] sequences = new long[ClientOrder.PARTITIONS];
  private int turn;
  private long files;

  ClientProducer(String topic, String id, int batchesPerFile) {
    folder = topic + "/" + id + "/";
    this.batchesPerFile = batchesPerFile;
  }

  /// Form of a file, written batch by batch.
  interface Form {
    void begin(String key, int batches) throws IOException;

    void batch(int partition, long sequence, long byteOffset, int byteLength) throws IOException;

    void end() throws IOException;
  }

  /// Form that is a request's body.
  interface BodyForm extends Form {
    byte[] body();
  }

  void next(Form form) throws IOException {
    form.begin(folder + files++, batchesPerFile);
    for (int i = 0; i < batchesPerFile; i++) {
      int partition = turn;
      turn = turn + 1 == sequences.length ? 0 : turn + 1;
      form.batch(partition, sequences[partition]++, (long) i * BATCH_BYTES, BATCH_BYTES);
    }
    form.end();
  }
}

package dev.plimsoll.contracts.log;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;

/// `log.events` and `POST /api/v1/files`: an object with batches of any partitions and producers is
/// complete in object storage. Bucket and key are its identity.
///
/// @param batches in the order of their bytes, without overlap; each producer's in the order of
///     sequences
public record FileAppended(
    @Within(Bound.BUCKET) String bucket,
    @Within(Bound.OBJECT_KEY) String key,
    @Within(Bound.FILE_BATCHES) List<FileBatch> batches) {
  public FileAppended {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("a file must have batches");
    }
    batches = List.copyOf(batches);
    long end = 0;
    for (int i = 0; i < batches.size(); i++) {
      FileBatch batch = batches.get(i);
      if (batch.byteOffset() < end) {
        throw new IllegalArgumentException(
            "batches must come in the order of their byteOffset, without overlap: batches[%d] begins at %d, where %d bytes are taken"
                .formatted(i, batch.byteOffset(), end));
      }
      end = Math.addExact(batch.byteOffset(), batch.byteLength());
    }
  }

  /// A single batch as a file: others may share its object.
  public static FileAppended alone(BatchAppended batch) {
    ObjectRange object = batch.object();
    return new FileAppended(object.bucket(), object.key(), List.of(FileBatch.of(batch)));
  }
}

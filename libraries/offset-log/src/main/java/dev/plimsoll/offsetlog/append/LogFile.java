package dev.plimsoll.offsetlog.append;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.ObjectName;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.Partitions.PartitionPlace;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file with numbers for its names.
///
/// @param fingerprint of its batches, independent of the file's number
/// @param places one for each batch
/// @param generation of the database's history to which the numbers belong
public record LogFile(
    long fileId,
    ObjectName object,
    UUID fingerprint,
    List<LogBatch> batches,
    List<PartitionPlace> places,
    long generation) {
  /// The fingerprint of a file that was recovered from published batches. It may have had others.
  public static final UUID PARTLY_KNOWN = new UUID(0, 0);

  static LogFile of(
      FileAppended file,
      long fileId,
      Partitions partitions,
      ProducerRefs producers,
      long generation)
      throws SQLException {
    // First: a refused file leaves nothing behind.
    List<PartitionPlace> places =
        partitions.places(file.batches().stream().map(PartitionName::of).toList());
    Map<String, Integer> refs =
        producers.refs(file.batches().stream().map(FileBatch::producerId).distinct().toList());
    List<LogBatch> batches = new ArrayList<>(file.batches().size());
    for (FileBatch batch : file.batches()) {
      batches.add(
          new LogBatch(
              places.get(batches.size()).partId(),
              batch.recordCount(),
              Objects.requireNonNull(refs.get(batch.producerId())),
              batch.producerEpoch(),
              batch.sequence(),
              fileId,
              batch.byteOffset(),
              batch.byteLength(),
              LogBatch.micros(batch.maxTimestamp())));
    }
    return new LogFile(
        fileId,
        new ObjectName(file.bucket(), file.key()),
        fingerprint(batches),
        batches,
        places,
        generation);
  }

  /// The same file under the number that the log knows.
  public LogFile as(long known) {
    return new LogFile(
        known,
        object,
        fingerprint,
        batches.stream().map(batch -> batch.inFile(known)).toList(),
        places,
        generation);
  }

  /// Whether the log has it by this fingerprint.
  ///
  /// @param known null for an object of single batches
  public boolean isSame(@Nullable UUID known) {
    return fingerprint.equals(known) || PARTLY_KNOWN.equals(known);
  }

  /// The refusal where the log has another file of that name.
  public PlimsollException conflict() {
    return new PlimsollException(
        ErrorCode.FILE_CONFLICT,
        "the log has an object %s in bucket %s with other batches"
            .formatted(object.key(), object.bucket()));
  }

  private static UUID fingerprint(List<LogBatch> batches) {
    return ObjectName.digest(
        BatchCodec.pack(batches.stream().map(batch -> batch.inFile(0)).toList()));
  }

  Map<Integer, List<LogBatch>> byShard() {
    Map<Integer, List<LogBatch>> byShard = new HashMap<>();
    for (int i = 0; i < batches.size(); i++) {
      byShard.computeIfAbsent(places.get(i).shard(), _ -> new ArrayList<>()).add(batches.get(i));
    }
    return byShard;
  }
}

package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.Varints;
import java.util.ArrayList;
import java.util.List;

/// A producer in a partition's own row. Newer than the same epoch in the table of producers.
public record KnownProducer(int producerRef, int epoch, long nextSequence) {

  /// @param packed `partition_state.producers`
  public static List<KnownProducer> inRow(byte[] packed) {
    Varints.Reader from = new Varints.Reader(packed, 0);
    List<KnownProducer> known = new ArrayList<>();
    while (from.hasMore()) {
      int producerRef = Math.toIntExact(from.unsigned());
      ProducerEpoch epoch = ProducerEpoch.read(from);
      known.add(new KnownProducer(producerRef, epoch.number(), epoch.nextSequence()));
    }
    return known;
  }
}

package dev.plimsoll.offsetlog.packing;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;

/// Packed form of batches: differences to the batch before, most of them small or 0.
/// V2__batches.sql describes it.
public final class BatchCodec {
  private static final byte VERSION = 1;
  private static final LogBatch NOTHING = new LogBatch(0, 0, 0, 0, 0, 0, 0, 0, 0);

  private BatchCodec() {}

  public static byte[] pack(List<LogBatch> batches) {
    Varints.Writer to = new Varints.Writer(1 + 12 * batches.size());
    to.octet(VERSION);
    LogBatch before = NOTHING;
    for (LogBatch batch : batches) {
      to.signed(batch.partId() - (long) before.partId());
      to.unsigned(batch.recordCount());
      to.signed(batch.producerRef() - (long) before.producerRef());
      to.signed(batch.epoch() - (long) before.epoch());
      to.signed(batch.sequence() - before.sequence());
      to.signed(batch.fileId() - before.fileId());
      to.signed(batch.byteOffset() - end(before));
      to.signed(batch.byteLength() - before.byteLength());
      to.signed(batch.youngestMicros() - before.youngestMicros());
      before = batch;
    }
    return to.bytes();
  }

  /// @throws PlimsollException CHECK_FAILED for other bytes
  public static List<LogBatch> unpack(byte[] packed) {
    if (packed.length == 0 || packed[0] != VERSION) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED, "batches are packed in a form that is not known here");
    }
    try {
      return read(new Varints.Reader(packed, 1), packed.length);
    } catch (ArithmeticException e) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED, "packed batches hold a number that is too large", e);
    }
  }

  private static List<LogBatch> read(Varints.Reader from, int length) {
    List<LogBatch> batches = new ArrayList<>(length / 10);
    LogBatch before = NOTHING;
    while (from.hasMore()) {
      LogBatch batch =
          new LogBatch(
              Math.toIntExact(before.partId() + from.signed()),
              from.unsigned(),
              Math.toIntExact(before.producerRef() + from.signed()),
              Math.toIntExact(before.epoch() + from.signed()),
              before.sequence() + from.signed(),
              before.fileId() + from.signed(),
              end(before) + from.signed(),
              before.byteLength() + from.signed(),
              before.youngestMicros() + from.signed());
      batches.add(batch);
      before = batch;
    }
    return batches;
  }

  private static long end(LogBatch batch) {
    return batch.byteOffset() + batch.byteLength();
  }
}

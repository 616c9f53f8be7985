package dev.plimsoll.demo;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The volume that holds the data folder, and with it the embedded Kafka, PostgreSQL and S3.
///
/// Each of those meets a full one in its own way and at its own time, and is tried again for long.
/// The demo needs no more than to know that there is no room left.
///
/// @param folder on it
record Volume(Path folder) {
  /// What PostgreSQL takes for a WAL segment, Kafka for an index, and some.
  static final long LEAST_BYTES = 32L << 20;

  /// @throws PlimsollException DISK_FULL when less than [#LEAST_BYTES] are free
  void requireRoom() {
    long free;
    try {
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return; // what needs the folder says what is wrong with it
    }
    if (free < LEAST_BYTES) {
      throw new PlimsollException(
          ErrorCode.DISK_FULL,
          "the volume of %s has %s left, too little to go on"
              .formatted(folder, Amounts.bytes(free)));
    }
  }
}

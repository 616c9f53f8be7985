package dev.plimsoll.demo;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Volume of the data folder with the embedded Kafka, PostgreSQL and S3. Each of them fails on a
/// full volume in its own way and is retried for long, so the demo checks the space itself.
record Volume(Path folder) {
  /// A WAL segment of PostgreSQL, an index of Kafka, and a reserve.
  static final long LEAST_BYTES = 32L << 20;

  /// @throws PlimsollException DISK_FULL when less than [#LEAST_BYTES] are free
  void requireRoom() {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < LEAST_BYTES) {
        throw new PlimsollException(
            ErrorCode.DISK_FULL,
            "the volume of %s has %s left, too little to go on"
                .formatted(folder, Amounts.bytes(free)));
      }
    } catch (IOException e) {
      // Users of the folder report the cause.
    }
  }
}

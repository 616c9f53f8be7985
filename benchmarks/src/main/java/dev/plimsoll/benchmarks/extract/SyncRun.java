package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.devstack.folder.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/// Extracts by the service's API, from their start to their end, and away with their files.
///
/// @param objects folder of the stack's object store, where each object is a file
record SyncRun(SyncApi sync, Path objects) {
  // Times are the service's own: looking closely would take the CPU of what is looked at.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int DEPTH_OF_PREFIX = 6;

  /// Returns when nothing of it runs any more, whether or not it has failed.
  ExtractView extract(ExtractRequest request) throws InterruptedException {
    ExtractView extract = sync.start(request, UUID.randomUUID());
    while (extract.state() == ExtractView.State.RUNNING) {
      Thread.sleep(BETWEEN_LOOKS);
      extract = sync.extract(extract.id());
    }
    return extract;
  }

  /// Of an extract that is loaded.
  Receipt receipt(UUID extractId) throws InterruptedException {
    sync.startReceipt(extractId);
    Receipt receipt = sync.receipt(extractId);
    while (receipt.state() == Receipt.State.RUNNING) {
      Thread.sleep(BETWEEN_LOOKS);
      receipt = sync.receipt(extractId);
    }
    return receipt;
  }

  /// Deletes its files, which nobody will read: they would fill the volume, and what is not written
  /// to it yet would be written while another one is measured.
  void forget(UUID extractId) {
    try (Stream<Path> found =
        Files.find(
            objects,
            DEPTH_OF_PREFIX,
            (path, attributes) ->
                attributes.isDirectory() && path.endsWith(extractId.toString()))) {
      for (Path folder : found.toList()) {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

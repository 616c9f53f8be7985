package dev.plimsoll.cli.job.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Files of a job's attempt: its output, the values that it reads, and those that it writes.
record JobFiles(Path log, Path inputs, Path outputs) {
  private static final int TAIL = 4_000;
  private static final long LARGEST_VALUES = 16L << 20;

  /// @throws IOException where the folder cannot be made
  static JobFiles of(Path folder, JobAssignment job) throws IOException {
    Path own = Files.createDirectories(folder.resolve(Long.toString(job.workflow())));
    String name = job.job() + "-" + job.claim();
    return new JobFiles(
        own.resolve(name + ".log"),
        own.resolve(name + ".inputs.json"),
        own.resolve(name + ".outputs.json"));
  }

  /// The end of the output, in whole characters as far as they are UTF-8.
  String tail() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', '\ufffd');
    } catch (IOException e) {
      return "";
    }
  }

  /// What the command has written; nothing where there is no such file.
  ///
  /// @throws IOException where it is no JSON object
  Map<String, Object> values() throws IOException {
    if (!Files.exists(outputs)) {
      return Map.of();
    }
    if (Files.size(outputs) > LARGEST_VALUES) {
      throw new IOException(outputs + " is larger than 16 MiB");
    }
    try {
      return Json.MAPPER.readValue(Files.readString(outputs), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IOException(outputs + " is no JSON object of values by name", e);
    }
  }
}

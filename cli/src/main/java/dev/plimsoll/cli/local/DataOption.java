package dev.plimsoll.cli.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--data` of every command about a system on this machine.
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of everything it keeps; ~/.plimsoll by default.")
  private @Nullable Path data;

  public DataHome home() {
    return DataHome.of(data);
  }

  /// To be put behind a command that is suggested.
  public String suffix() {
    return data == null ? "" : " --data " + data;
  }
}

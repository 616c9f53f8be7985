package dev.plimsoll.cli.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Option `--data` of commands about a system on this machine.
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of everything it keeps; ~/.plimsoll by default.")
  private @Nullable Path data;

  public DataHome home() {
    return DataHome.of(data);
  }

  public String suffix() {
    return data == null ? "" : " --data " + data;
  }
}

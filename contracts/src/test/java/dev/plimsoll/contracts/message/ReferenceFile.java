package dev.plimsoll.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page of the reference that is generated from code: compared, or written where
/// `-Dplimsoll.docs.write=true` asks for it.
public final class ReferenceFile {
  private ReferenceFile() {}

  /// @param name in `docs/reference`
  public static void check(String name, String generated) throws IOException {
    Path file = Path.of(System.getProperty("plimsoll.root"), "docs", "reference", name);
    if (Boolean.getBoolean("plimsoll.docs.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file)
        .as("%s has drifted from the code: run this test with -Dplimsoll.docs.write=true", file)
        .hasContent(generated);
  }
}

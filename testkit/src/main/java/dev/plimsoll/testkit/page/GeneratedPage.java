package dev.plimsoll.testkit.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Page of the documentation that is generated from code.
public final class GeneratedPage {
  private GeneratedPage() {}

  /// Requires a page to be up to date; writes it before with `-Dplimsoll.docs.write=true`.
  public static void require(Path page, String made) throws IOException {
    if (Boolean.getBoolean("plimsoll.docs.write")) {
      Files.writeString(page, made);
    }
    assertEquals(
        made,
        Files.readString(page),
        page + ": run ./plimsoll test -Dplimsoll.docs.write=true and commit what changes");
  }
}

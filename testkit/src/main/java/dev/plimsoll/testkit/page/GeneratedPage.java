package dev.plimsoll.testkit.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page of the documentation that is made from code.
public final class GeneratedPage {
  private GeneratedPage() {}

  /// Requires a page to be as it would be made now; makes it where `-Dplimsoll.docs.write=true`
  // asks
  /// for it.
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

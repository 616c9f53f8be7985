package dev.plimsoll.testkit.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Pages of the documentation: those of the project's root folder, and all under `docs`.
public final class DocumentationPages {

  private DocumentationPages() {}

  public static List<MarkdownPage> all(Path root) throws IOException {
    List<MarkdownPage> pages = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      pages.add(MarkdownPage.read(root.resolve(name)));
    }
    pages.addAll(under(root.resolve("docs")));
    return pages;
  }

  /// Pages below a folder, sorted by name.
  public static List<MarkdownPage> under(Path folder) throws IOException {
    List<MarkdownPage> pages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        pages.add(MarkdownPage.read(file));
      }
    }
    return pages;
  }
}

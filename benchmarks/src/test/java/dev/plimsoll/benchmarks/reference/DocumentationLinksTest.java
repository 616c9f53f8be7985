package dev.plimsoll.benchmarks.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.page.DocumentationPages;
import dev.plimsoll.testkit.page.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every link between the project's pages leads somewhere, and `docs/README.md` leads to all of
/// them.
final class DocumentationLinksTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final Path DOCS = ROOT.resolve("docs");
  private static final Path INDEX = DOCS.resolve("README.md");

  @Test
  void everyLinkLeadsToAFileAndItsAnchor() throws IOException {
    List<MarkdownPage> pages = DocumentationPages.all(ROOT);
    List<String> broken = new ArrayList<>();
    for (MarkdownPage page : pages) {
      broken.addAll(broken(page));
    }
    assertThat(broken).isEmpty();
    assertThat(pages.stream().mapToInt(page -> page.links().size()).sum())
        .as("links that were found")
        .isGreaterThan(200);
  }

  @Test
  void aLinkThatLeadsNowhereIsFound(@TempDir Path folder) throws IOException {
    // given
    Files.writeString(folder.resolve("there.md"), "# There\n\n## What `it` is, and isn't\n");
    Path page =
        Files.writeString(
            folder.resolve("page.md"),
            """
            # Page
            [file](there.md), [anchor](there.md#what-it-is-and-isnt), [own](#page),
            [elsewhere](https://example.org), `[no link](in-code.md)`
            ```
            [no link](in-a-block.md)
            ```
            [gone](gone.md), [gone](there.md#gone)
            """);
    // then
    assertThat(broken(MarkdownPage.read(page)))
        .containsExactly(page + ":7: gone.md", page + ":7: there.md#gone");
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    Set<Path> named =
        MarkdownPage.read(INDEX).links().stream()
            .map(link -> file(INDEX, link))
            .collect(Collectors.toSet());
    Set<Path> pages =
        DocumentationPages.under(DOCS).stream()
            .map(MarkdownPage::file)
            .filter(page -> !page.equals(INDEX))
            .collect(Collectors.toSet());
    assertThat(pages).isNotEmpty();
    assertThat(named).as("pages that %s links to", INDEX).containsAll(pages);
  }

  @Test
  void everyPageBeginsWithItsTitle() throws IOException {
    assertThat(DocumentationPages.all(ROOT))
        .allSatisfy(page -> assertThat(page.title()).as("%s", page.file()).isNotBlank());
  }

  private static List<String> broken(MarkdownPage page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (MarkdownPage.Link link : page.links()) {
      if (!link.isExternal() && !leadsSomewhere(page, link)) {
        broken.add("%s:%d: %s".formatted(page.file(), link.line(), link.target()));
      }
    }
    return broken;
  }

  private static boolean leadsSomewhere(MarkdownPage page, MarkdownPage.Link link)
      throws IOException {
    Path file = file(page.file(), link);
    int anchor = link.target().indexOf('#');
    if (anchor < 0 || !file.toString().endsWith(".md")) {
      return Files.exists(file);
    }
    return Files.exists(file)
        && MarkdownPage.read(file).anchors().contains(link.target().substring(anchor + 1));
  }

  private static Path file(Path page, MarkdownPage.Link link) {
    String path = link.target().replaceFirst("#.*", "");
    return path.isEmpty() ? page : page.resolveSibling(path).normalize();
  }
}

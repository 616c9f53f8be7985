package dev.plimsoll.systemtests.howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final Path DOCS = Path.of(System.getProperty("plimsoll.root"), "docs");

  @Test
  void everyPageIsRunOrSaysWhyNot() throws IOException {
    List<String> listed =
        Stream.concat(Pages.RUN.stream(), Pages.NOT_RUN.keySet().stream()).toList();

    assertThat(listed).doesNotHaveDuplicates();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(Pages.all(DOCS));
  }

  @Test
  void everyPageThatIsRunHasSomethingToRun() throws IOException {
    for (String page : Pages.RUN) {
      assertThat(Example.of(DOCS.resolve(page)))
          .as(page)
          .anyMatch(example -> Pages.reasonNotToRun(page, example.shell()).isEmpty());
    }
  }

  @Test
  void everyBlockThatIsNotRunIsThere() throws IOException {
    for (Pages.NotRun block : Pages.BLOCKS_NOT_RUN) {
      assertThat(Pages.RUN).contains(block.page());
      assertThat(Example.of(DOCS.resolve(block.page())))
          .as("%s", block)
          .anyMatch(example -> example.shell().contains(block.text()));
    }
  }
}

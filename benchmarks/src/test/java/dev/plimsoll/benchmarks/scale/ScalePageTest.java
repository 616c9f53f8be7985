package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class ScalePageTest {
  @Test
  void aDocumentIsReadAsItWasWritten() throws IOException {
    ScaleFindings made = MadeFindings.of(0);
    assertThat(Json.MAPPER.readValue(Json.write(made), ScaleFindings.class)).isEqualTo(made);
  }

  @Test
  void whatIsMeasuredAndWhatIsModelledAreApart() {
    List<String> section = ScalePage.section(MadeFindings.of(0));
    int modelled = section.indexOf("## Modelled");
    assertThat(modelled).isPositive();
    assertThat(section.subList(0, modelled))
        .noneMatch(line -> line.startsWith("| batches | 10,000"));
    assertThat(section.subList(0, modelled)).anyMatch(line -> line.startsWith("## Measured"));
    assertThat(section.subList(modelled, section.size()))
        .anyMatch(line -> line.startsWith("| batches | 10,000"));
    assertThat(section.subList(modelled, section.size()))
        .noneMatch(line -> line.startsWith("## Measured"));
  }

  @Test
  void everyRowHasTheCellsOfItsHead() {
    int cells = 0;
    for (String line : ScalePage.section(MadeFindings.of(0))) {
      int here = line.startsWith("|") ? line.split("\\|", -1).length : 0;
      if (cells > 0 && here > 0) {
        assertThat(here).as(line).isEqualTo(cells);
      }
      cells = here;
    }
  }

  @Test
  void plotsAreXmlWithALineForEachSeries() throws Exception {
    for (String plot : ScalePlots.of(MadeFindings.of(0)).values()) {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(plot)));
      assertThat(document.getElementsByTagName("polyline").getLength()).isPositive();
      assertThat(plot).doesNotContain("NaN").doesNotContain("Infinity");
    }
  }
}

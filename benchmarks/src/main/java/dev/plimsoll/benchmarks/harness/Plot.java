package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/// A bar for each contender's median, with its runs' range.
public final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;

  private Plot() {}

  /// Draws without a screen.
  ///
  /// @param file ending in `.png`
  public static void write(String title, String unit, Outcome outcome, Path file)
      throws IOException {
    System.setProperty("java.awt.headless", "true");
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit + " a second")
            .build();
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    List<String> names = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    List<Double> ranges = new ArrayList<>();
    for (Result result : outcome.results()) {
      names.add(result.contender());
      medians.add(result.median());
      ranges.add((result.most() - result.least()) / 2);
    }
    chart.addSeries("median", names, medians, ranges);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}

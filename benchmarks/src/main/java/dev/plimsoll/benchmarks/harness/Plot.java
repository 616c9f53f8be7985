package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.benchmarks.harness.Setup.Estimate;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/// Plot with a bar for each contender's median and spread, coloured by role; PNG, without a screen.
public final class Plot {
  // By role; distinguishable for colour-blind readers.
  private static final Color[] COLOURS = {
    new Color(0x99, 0x99, 0x99), new Color(0x00, 0x72, 0xB2), new Color(0xE6, 0x9F, 0x00)
  };

  private Plot() {}

  /// @param file ending in `.png`
  public static void write(String title, String unit, Outcome outcome, Path file)
      throws IOException {
    CategoryChart chart = chart(title, unit + " a second", outcome.results().size());
    chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("#,##0");
    List<String> names = outcome.results().stream().map(Result::contender).toList();
    for (Role role : Role.values()) {
      List<@Nullable Double> medians = new ArrayList<>();
      List<@Nullable Double> spreads = new ArrayList<>();
      for (Result result : outcome.results()) {
        boolean drawn = result.role() == role;
        medians.add(drawn ? result.median() : null);
        spreads.add(drawn ? result.median() * result.rates().spread() : null);
      }
      chart.addSeries(role.name().toLowerCase(Locale.ROOT), names, medians, spreads);
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  public static void write(String title, List<Estimate> estimates, Path file) throws IOException {
    CategoryChart chart = chart(title, "predicted over actual, % too much", estimates.size());
    chart.getStyler().setOverlapped(false);
    List<String> names =
        estimates.stream().map(estimate -> estimate.subject() + " " + estimate.quantity()).toList();
    chart.addSeries(
        "predicted", names, estimates.stream().map(estimate -> estimate.error() * 100).toList());
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private static CategoryChart chart(String title, String axis, int bars) {
    System.setProperty("java.awt.headless", "true");
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Math.max(900, bars * 60))
            .height(500)
            .title(title)
            .yAxisTitle(axis)
            .build();
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setOverlapped(true).setSeriesColors(COLOURS);
    // Level names of more than four bars would overlap.
    chart.getStyler().setXAxisLabelRotation(bars > 4 ? 45 : 0);
    return chart;
  }
}

package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Test;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.HeatMap;
import org.smdm.chart.LineChart;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.lab.Experiment;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How results look in a notebook. */
class RenderingTest {

  private static final MIMEType SVG = MIMEType.parse("image/svg+xml");

  private static DisplayData render(Object value) {
    Renderer renderer = new Renderer();
    Rendering.register(renderer);
    return renderer.render(value);
  }

  private static String html(Object value) {
    return String.valueOf(render(value).getData(MIMEType.TEXT_HTML));
  }

  @Test
  void chartsAreSvgWithTheirAxesAsText() {
    LineChart chart =
        LineChart.of(
            "",
            ChartAxis.linear("step"),
            ChartAxis.linear("loss (nats)"),
            List.of(ChartSeries.line("a", new double[] {1, 2}, new double[] {3, 4})));
    DisplayData data = render(chart);
    assertTrue(data.getData(SVG).toString().startsWith("<svg"));
    assertEquals("loss (nats) over step", data.getData(MIMEType.TEXT_PLAIN));
    HeatMap map =
        new HeatMap("", "x", "y", List.of("a"), List.of("b"), new double[][] {{1}}, "weight", "");
    assertTrue(render(map).getData(SVG).toString().startsWith("<svg"));
  }

  @Test
  void longTablesShowTheirEndsAndHowLongTheyAre() {
    double[] values = IntStream.range(0, 1000).mapToDouble(i -> i + 0.5).toArray();
    Table table =
        Table.create("t", DoubleColumn.create("v", values), StringColumn.create("s", 1000));
    String html = html(table);
    assertTrue(html.contains("first and last of 1,000 rows"), html);
    assertTrue(html.contains(">0.5000<") && html.contains(">999.5<"), html);
    assertTrue(!html.contains(">500.5<"), html);
    assertEquals(41, html.split("<tr>", -1).length - 2);
  }

  @Test
  void experimentsShowTheirConfigAndSamplesWhatTheyAre() {
    String config = html(Experiment.of(ModelFamily.MDM).steps(10));
    assertTrue(config.contains("0.002 → 0.0002"), config);
    assertTrue(config.contains("peak memory") && config.contains("MDM: times uniform"), config);
    Samples samples =
        new Samples("m", "The <", List.of("The <end>"), new SamplingConfig(8, 8, 0.5));
    String html = html(samples);
    assertTrue(html.contains("<b>The &lt;</b>end&gt;"), html);
    assertTrue(html.contains("m, 8 tokens, 8 steps, temperature 0.5"), html);
  }

  @Test
  void anotherKernelOfJJavasFindsThis() {
    assertTrue(
        ServiceLoader.load(Extension.class).stream()
            .anyMatch(provider -> provider.type() == SmdmExtension.class));
  }
}

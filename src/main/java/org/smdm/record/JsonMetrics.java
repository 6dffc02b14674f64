package org.smdm.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smdm.io.Json;
import org.smdm.io.LineFile;
import org.smdm.io.UserException;

/**
 * {@code metrics.jsonl}: the lines of {@code metrics.csv} as one JSON object each, under the names
 * of its columns and without what is not known; validations of an MDM have its loss by mask ratio
 * too.
 */
final class JsonMetrics {

  static final String LOSS_BY_MASK_RATIO = "validation_loss_by_mask_ratio";

  private JsonMetrics() {}

  static LineFile open(Path path, long afterStep) {
    return LineFile.open(
        path, List.of(), line -> Optional.of(line).filter(text -> isUpTo(afterStep, text)));
  }

  private static boolean isUpTo(long afterStep, String line) {
    try {
      JsonNode step = Json.line(line, "metrics").path(Metric.STEP.column());
      return step.isIntegralNumber() && step.longValue() <= afterStep;
    } catch (UserException e) {
      return false; // what is damaged goes
    }
  }

  static String line(MetricsRow row) {
    Map<String, Object> object = new LinkedHashMap<>();
    row.values().forEach((metric, value) -> object.put(metric.column(), value));
    if (row.lossByMaskRatio() != null) {
      object.put(
          LOSS_BY_MASK_RATIO,
          row.lossByMaskRatio().stream().map(loss -> Double.isFinite(loss) ? loss : null).toList());
    }
    return Json.compact(object);
  }
}

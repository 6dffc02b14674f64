package org.smdm.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.smdm.io.Json;

/** The process of a run, by which a run that goes on is told from one that was killed. */
final class RunProcess {

  private static final String ID = "id";
  private static final String STARTED = "started";

  /** Systems count a process's start from boot, and correct when they take that to have been. */
  private static final Duration CLOCK_CORRECTION = Duration.ofSeconds(5);

  private RunProcess() {}

  /** What to write of this process: ids are used again, so the time of its start belongs to it. */
  static Map<String, Object> current() {
    ProcessHandle self = ProcessHandle.current();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(ID, self.pid());
    self.info().startInstant().ifPresent(start -> fields.put(STARTED, start.toString()));
    return fields;
  }

  /** Whether the process that wrote these fields still runs on this machine. */
  static boolean isAlive(JsonNode fields) {
    if (!fields.path(ID).canConvertToLong()) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(fields.path(ID).longValue());
    if (process.isEmpty() || !process.get().isAlive()) {
      return false;
    }
    Optional<Instant> start = process.get().info().startInstant();
    try {
      Instant written = Instant.parse(Json.textOrEmpty(fields, STARTED));
      return start.isEmpty()
          || Duration.between(written, start.get()).abs().compareTo(CLOCK_CORRECTION) < 0;
    } catch (DateTimeParseException e) {
      // Where the system does not tell when a process began, its id must do.
      return start.isEmpty();
    }
  }
}

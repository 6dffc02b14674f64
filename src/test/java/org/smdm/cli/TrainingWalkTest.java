package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The way from the command line to the loop of training: short, and never back up. */
@ResourceLock("System.out")
class TrainingWalkTest {

  private static final String LOOP = "org.smdm.train.Trainer.run";

  @TempDir Path temporary;

  private static String name(StackTraceElement frame) {
    return frame.getClassName() + "." + frame.getMethodName();
  }

  /** Our frames from the verb's to the one that calls the loop, in the order of the calls. */
  private static List<String> above(StackTraceElement[] stack) {
    List<String> frames = new ArrayList<>();
    boolean isFound = false;
    for (StackTraceElement frame : stack) {
      if (isFound && frame.getClassName().startsWith("org.smdm.")) {
        frames.add(name(frame));
        if (frame.getClassName().endsWith("Command") && frame.getMethodName().equals("call")) {
          break;
        }
      }
      isFound |= name(frame).equals(LOOP);
    }
    Collections.reverse(frames);
    return frames;
  }

  @Test
  void fromTheVerbToTheLoopAreFewCallsAndNoneBackUp() throws Exception {
    Path text = Files.writeString(temporary.resolve("text.txt"), "We the people.\n".repeat(400));
    CompletableFuture<Terminal> ended = new CompletableFuture<>();
    Thread training =
        new Thread(
            () ->
                ended.complete(
                    Terminal.pretrain(
                        temporary, "--steps", 200, "--data", text, "--name", "walked")));
    training.start();
    List<String> frames = List.of();
    while (frames.isEmpty() && !ended.isDone()) {
      frames = above(training.getStackTrace());
    }
    ended.get().assertDone();
    assertEquals("org.smdm.cli.PretrainCommand.call", frames.get(0), frames.toString());
    assertTrue(frames.size() <= 8, frames.size() + " frames: " + frames);
    List<String> rooms = new ArrayList<>();
    for (String frame : frames) {
      String room = frame.split("\\.")[2];
      if (rooms.isEmpty() || !rooms.get(rooms.size() - 1).equals(room)) {
        rooms.add(room);
      }
    }
    assertEquals(List.of("cli", "lab", "train"), rooms, frames.toString());
  }
}

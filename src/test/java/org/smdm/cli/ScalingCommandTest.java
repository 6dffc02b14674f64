package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Scaling laws from the command line. */
@ResourceLock("System.out")
class ScalingCommandTest {

  @TempDir Path folder;

  @Test
  void thePapersPointsAreFittedAndDrawn() throws Exception {
    Terminal done = Terminal.smdm("scaling", "fit", "--paper", "--resamples", 50, "--out", folder);
    done.assertDone();
    assertTrue(done.out().contains("-0.0641"), done.out());
    JsonNode fit = new ObjectMapper().readTree(folder.resolve("fit.json").toFile());
    assertEquals(-0.0625, fit.at("/mdm/loss/law/exponent").asDouble(), 5e-5);
    assertEquals(7, Files.readAllLines(folder.resolve("laws.csv")).size());
    assertTrue(Files.readString(folder.resolve("fit.md")).contains("| MDM"));
    for (String name : List.of("loss-by-flops", "size-by-flops")) {
      assertTrue(Files.size(folder.resolve(name + ".svg")) > 1000);
      assertTrue(Files.size(folder.resolve(name + ".png")) > 1000);
    }
  }

  @Test
  void aGridIsPlannedTrainedAndFitted() throws Exception {
    Path text = Files.writeString(folder.resolve("t.txt"), "We the people do.\n\n".repeat(4000));
    Path plan = folder.resolve("plan");
    Terminal planned =
        Terminal.smdm(
            "scaling",
            "plan",
            "--budgets",
            "2e9",
            "--objectives",
            "arm",
            "--sizes",
            3,
            "--optimum",
            "8e3@2e9",
            "--spread",
            4,
            "--data",
            text,
            "--block-size",
            32,
            "--batch-size",
            8,
            "--measure",
            0.01,
            "--validation-sequences",
            4,
            "--out",
            plan);
    planned.assertDone();
    assertTrue(planned.out().contains("3 runs, about"), planned.out());
    Terminal power = Terminal.smdm("scaling", "power", plan, "--studies", 3, "--resamples", 40);
    power.assertDone();
    assertTrue(power.out().contains("Intervals of 3 simulated studies"), power.out());
    Terminal.smdm("scaling", "fit", plan).assertRefused("no run of");
    Terminal run = Terminal.smdm("scaling", "run", plan);
    run.assertDone();
    assertEquals(3, run.err().lines().filter(l -> l.endsWith(" finished")).count(), run.err());
    Terminal again = Terminal.smdm("scaling", "run", plan);
    again.assertDone();
    assertTrue(again.err().contains("all 3 runs are there already"), again.err());
    Terminal fit = Terminal.smdm("scaling", "fit", plan);
    fit.assertDone();
    assertTrue(fit.out().contains("a power law needs two"), fit.out());
    assertEquals(5, Files.readAllLines(plan.resolve("runs.csv")).size());
    assertTrue(Files.exists(plan.resolve("fit").resolve("isoflop-arm.png")));
  }

  @Test
  void mistakesAreOneSentence() {
    Terminal.smdm("scaling", "fit").assertRefused("nothing to fit");
    Terminal.smdm("scaling", "fit", "x.csv", "--paper").assertRefused("leave out one");
    Terminal.smdm("scaling", "fit", folder.resolve("x.csv")).assertRefused("does not exist");
    Terminal.smdm("scaling", "run", folder).assertRefused("holds no plan.json");
    Terminal.smdm("scaling", "power").assertRefused("not both");
    for (String wrong : new String[] {"5by7", "5", "1x7", "5x2", "5x7x9", "0x7", "5x-7"}) {
      Terminal.smdm("scaling", "power", "--grid", wrong).assertRefused("as 5x7");
    }
    for (String wrong :
        new String[] {
          "--width=1",
          "--off-centre=0",
          "--evaluation=-1",
          "--seed-noise=-1",
          "--between=2",
          "--floor=-1"
        }) {
      Terminal.smdm("scaling", "power", "--grid", "5x7", wrong)
          .assertRefused(wrong.substring(0, wrong.indexOf('=')) + " is");
    }
    Terminal off =
        Terminal.smdm(
            "scaling",
            "power",
            "--grid",
            "2x3",
            "--off-centre",
            1e6,
            "--studies",
            1,
            "--resamples",
            40);
    off.assertDone();
    assertTrue(off.out().contains("no study had two budgets"), off.out());
    Terminal.smdm("scaling", "plan", "--budgets", "1e12").assertRefused("no folder is given");
    Terminal.smdm("scaling", "plan", "--out", folder).assertRefused("no budgets are given");
    Terminal.smdm("scaling", "plan", "--budgets", "1e12", "--lr", "fast", "--out", folder)
        .assertRefused("write it as 1e-2@64^0.6");
    Terminal.smdm("scaling", "plan", "--budgets", "1e12", "--optimum", "3e4", "--out", folder)
        .assertRefused("write it as 3e4@1e12");
    Terminal.smdm("scaling", "run", folder, "--at-once", 0).assertRefused("plan.json");
  }
}

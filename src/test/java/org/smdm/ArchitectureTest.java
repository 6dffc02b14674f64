package org.smdm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.smdm.cli.Main;

/** The house: which package may import which. */
class ArchitectureTest {

  private static final String ROOT = "org.smdm.";

  /** From the ground up: a package, and those above it in this table that it may import. */
  private static final String TABLE =
      """
      io:
      stats:
      code: io
      config: io
      tensor: io config
      tensor.safetensors: io
      hub: io
      chart: io
      jupyter.file: io
      jupyter.kernel: io jupyter.file
      jupyter.install: io
      data.text: io tensor
      data.tokenizer: io tensor
      data.packed: io config tensor data.text data.tokenizer
      data.ngram: io data.packed
      data.prepare: io config data.text data.tokenizer data.packed
      model: io config tensor
      dist: io tensor
      objective: io code config tensor model
      record: io config tensor
      model.checkpoint: io config tensor.safetensors data.tokenizer model record
      sample: io config tensor data.tokenizer model
      sample.chat: io config tensor data.tokenizer model sample
      train: io config tensor tensor.safetensors data.tokenizer data.packed model dist objective record model.checkpoint stats
      finetune: io config tensor data.tokenizer model dist objective record model.checkpoint sample.chat train stats
      eval: io data.tokenizer data.packed stats
      eval.task: io code tensor data.text hub eval
      eval.likelihood: io config tensor data.tokenizer model dist sample eval eval.task stats
      eval.run: io config tensor data.tokenizer model dist record model.checkpoint eval eval.task eval.likelihood stats
      eval.generation: io config tensor data.text data.tokenizer data.packed model model.checkpoint sample eval stats
      eval.shift: io config tensor data.text data.tokenizer data.packed data.prepare model record model.checkpoint train
      eval.gsm8k: io config tensor data.tokenizer model sample eval
      eval.mtbench: io config tensor hub sample sample.chat stats
      eval.reversal: io config tensor data.tokenizer model model.checkpoint sample train finetune
      scaling: io config tensor data.packed model record train stats
      report: io config chart record eval.run eval.generation eval.shift eval.gsm8k eval.mtbench eval.reversal scaling stats
      lab: io config tensor data.text data.tokenizer data.packed data.ngram dist record train finetune scaling report
      notebook: io config tensor chart jupyter.kernel data.tokenizer data.packed model record model.checkpoint sample train eval eval.task eval.likelihood eval.run eval.generation eval.shift eval.reversal scaling report lab
      bench: io config tensor jupyter.kernel data.tokenizer data.packed model dist objective sample train eval eval.likelihood stats
      cli: *
      """;

  private static final String MEND =
      ": move the class to a package that may, or say in the table of ArchitectureTest why it may";

  private static Map<String, Set<String>> table() {
    Map<String, Set<String>> table = new LinkedHashMap<>();
    for (String line : TABLE.lines().toList()) {
      int colon = line.indexOf(':');
      String names = line.substring(colon + 1).strip();
      Set<String> allowed = new TreeSet<>(names.equals("*") ? table.keySet() : Set.of());
      if (!names.isEmpty() && !names.equals("*")) {
        allowed.addAll(List.of(names.split(" ")));
      }
      String name = line.substring(0, colon);
      assertTrue(table.keySet().containsAll(allowed), name + " may import only what is above it");
      assertTrue(table.put(name, allowed) == null, name + " stands twice");
    }
    return table;
  }

  private static JavaClasses mainClasses() throws Exception {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return new ClassFileImporter().importPath(classes);
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(ROOT.length());
  }

  @Test
  void everyPackageImportsWhatTheTableSaysAndNoOther() throws Exception {
    Map<String, Set<String>> table = table();
    Set<String> faults = new TreeSet<>();
    Set<String> met = new TreeSet<>();
    for (JavaClass type : mainClasses()) {
      Set<String> allowed = table.get(room(type));
      if (allowed == null) {
        faults.add("%s is in a package without a line in the table".formatted(type.getName()));
        continue;
      }
      met.add(room(type));
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT)
            && !target.getPackageName().equals(type.getPackageName())
            && !allowed.contains(room(target))) {
          faults.add("%s may not use %s".formatted(type.getName(), target.getName()));
        }
      }
    }
    assertEquals(List.of(), new ArrayList<>(faults), MEND);
    assertEquals(table.keySet(), met, "packages of the table that are gone");
  }
}

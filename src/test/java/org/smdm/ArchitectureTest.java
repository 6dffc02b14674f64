package org.smdm;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Imports point downwards only. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.smdm");

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("org.smdm.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void importsPointDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("cli")
        .definedBy("org.smdm.cli..")
        .layer("bench")
        .definedBy("org.smdm.bench..")
        .layer("notebook")
        .definedBy("org.smdm.notebook..")
        .layer("report")
        .definedBy("org.smdm.report..")
        .layer("scaling")
        .definedBy("org.smdm.scaling..")
        .layer("eval")
        .definedBy("org.smdm.eval..")
        .layer("sft")
        .definedBy("org.smdm.sft..")
        .layer("train")
        .definedBy("org.smdm.train..")
        .layer("dist")
        .definedBy("org.smdm.dist..")
        .layer("sample")
        .definedBy("org.smdm.sample..")
        .layer("objective")
        .definedBy("org.smdm.objective..")
        .layer("data")
        .definedBy("org.smdm.data..")
        .layer("model")
        .definedBy("org.smdm.model..")
        .layer("tensor")
        .definedBy("org.smdm.tensor..")
        .layer("config")
        .definedBy("org.smdm.config..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bench")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("notebook")
        .mayOnlyBeAccessedByLayers("cli", "bench")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli", "bench", "notebook")
        .whereLayer("scaling")
        .mayOnlyBeAccessedByLayers("cli", "bench", "notebook", "report")
        .whereLayer("eval")
        .mayOnlyBeAccessedByLayers("cli", "bench", "notebook", "report")
        .whereLayer("sft")
        .mayOnlyBeAccessedByLayers("cli", "bench", "notebook", "report")
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("cli", "bench", "notebook", "report", "scaling", "eval", "sft")
        .whereLayer("dist")
        .mayOnlyBeAccessedByLayers("cli", "bench", "notebook", "eval", "sft", "train")
        .whereLayer("sample")
        .mayOnlyBeAccessedByLayers("cli", "bench", "notebook", "report", "scaling", "eval", "sft")
        .whereLayer("objective")
        .mayOnlyBeAccessedByLayers(
            "cli", "bench", "notebook", "report", "scaling", "eval", "sft", "train", "sample")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "bench",
            "notebook",
            "report",
            "scaling",
            "eval",
            "sft",
            "train",
            "sample",
            "objective")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "bench",
            "notebook",
            "report",
            "scaling",
            "eval",
            "sft",
            "train",
            "sample",
            "objective")
        .whereLayer("tensor")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "bench",
            "notebook",
            "report",
            "scaling",
            "eval",
            "sft",
            "train",
            "dist",
            "sample",
            "objective",
            "data",
            "model")
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "bench",
            "notebook",
            "report",
            "scaling",
            "eval",
            "sft",
            "train",
            "dist",
            "sample",
            "objective",
            "data",
            "model",
            "tensor")
        .check(CLASSES);
  }
}

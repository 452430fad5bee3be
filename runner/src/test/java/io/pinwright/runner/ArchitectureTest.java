package io.pinwright.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may use which, and where each library is used. */
class ArchitectureTest {

    private static final String ENGINE = "io.pinwright.engine.";
    private static final String MODULES = "io.pinwright.modules.";

    /** The engine's packages, each of which may use those above it. The engine's own package, its front door, uses them all. */
    private static final List<String> ENGINE_ORDER = List.of(
            "source",
            "yaml",
            "template",
            "inventory",
            "playbook",
            "host",
            "module",
            "json",
            "journal",
            "undo",
            "transport",
            "report",
            "plan",
            "explain",
            "saved",
            "apply",
            "drift");

    /** The modules' packages; vhost stands below irq, for {@code vhost_tuning} expands to its modules. */
    private static final List<String> MODULES_ORDER = List.of(
            "xml", "cpu", "libvirt", "irq", "net", "vhost", "system", "files", "commands", "control", "diagnose");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.pinwright");
    }

    @Test
    void allModulesOfTheBuildAreLookedAt() {
        TreeSet<String> parts = new TreeSet<>();
        classes.forEach(one -> parts.add(one.getPackageName().split("\\.")[2]));
        assertThat(parts).containsExactly("engine", "modules", "runner", "simulator");
    }

    @TestFactory
    List<DynamicTest> enginePackagesUseOnlyThoseAbove() {
        return order(ENGINE, ENGINE_ORDER);
    }

    @TestFactory
    List<DynamicTest> modulePackagesUseOnlyThoseAbove() {
        return order(MODULES, MODULES_ORDER);
    }

    private static List<DynamicTest> order(String base, List<String> packages) {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < packages.size() - 1; i++) {
            String upper = base + packages.get(i) + "..";
            String[] below = packages.subList(i + 1, packages.size()).stream()
                    .map(name -> base + name + "..")
                    .toArray(String[]::new);
            tests.add(DynamicTest.dynamicTest(
                    packages.get(i),
                    () -> noClasses()
                            .that()
                            .resideInAPackage(upper)
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(below)
                            .check(classes)));
        }
        return tests;
    }

    @Test
    void theEngineKnowsNeitherModulesNorSimulatorNorRunner() {
        noClasses()
                .that()
                .resideInAPackage("io.pinwright.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.pinwright.modules..", "io.pinwright.simulator..", "io.pinwright.runner..")
                .check(classes);
    }

    @Test
    void noInnerPackageOfTheEngineUsesItsFrontDoor() {
        noClasses()
                .that()
                .resideInAPackage("io.pinwright.engine.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.pinwright.engine")
                .check(classes);
    }

    @Test
    void modulesSeeOnlySourceHostAndModuleOfTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.pinwright.modules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.pinwright.engine",
                        ENGINE + "yaml..",
                        ENGINE + "template..",
                        ENGINE + "inventory..",
                        ENGINE + "playbook..",
                        ENGINE + "transport..",
                        ENGINE + "report..",
                        ENGINE + "plan..",
                        ENGINE + "saved..",
                        ENGINE + "apply..",
                        "io.pinwright.simulator..",
                        "io.pinwright.runner..")
                .check(classes);
    }

    @Test
    void theSimulatorKnowsNothingOfWhatIsTestedWithIt() {
        noClasses()
                .that()
                .resideInAPackage("io.pinwright.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.pinwright.engine..", "io.pinwright.modules..", "io.pinwright.runner..")
                .check(classes);
    }

    @Test
    void renderingDoesNotKnowTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("io.pinwright.runner.render..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.pinwright.runner.cli..")
                .check(classes);
    }

    @ParameterizedTest
    @CsvSource({
        "io.pinwright.engine.(*)..",
        "io.pinwright.modules.(*)..",
        "io.pinwright.simulator.(*)..",
        "io.pinwright.runner.(*).."
    })
    void packagesHaveNoCycles(String packages) {
        slices().matching(packages).should().beFreeOfCycles().check(classes);
    }

    @ParameterizedTest
    @CsvSource({
        "org.snakeyaml.., io.pinwright.engine.yaml",
        "com.hubspot.., io.pinwright.engine.template",
        // Jinjava's expression language, packed with it under a name of its own.
        "jinjava.., io.pinwright.engine.template",
        "com.jcraft.., io.pinwright.engine.transport.ssh",
        "com.ctc.wstx.., io.pinwright.modules.xml",
        "org.codehaus.stax2.., io.pinwright.modules.xml",
        "org.apache.sshd.., io.pinwright.simulator",
        "picocli.., io.pinwright.runner.cli",
        "com.fasterxml.., io.pinwright.engine.json",
        "com.github.difflib.., io.pinwright.runner.render",
        "org.slf4j.., io.pinwright.engine.transport.ssh",
    })
    void aLibraryIsUsedInOnePackage(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes);
        assertThat(classes.stream()
                        .filter(one -> one.getPackageName().equals(home))
                        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getPackageName()))
                .as("the rule is about a library that is used")
                .anyMatch(name -> name.startsWith(library.replace("..", "")));
    }

    @Test
    void noOtherLibraryIsUsed() {
        classes()
                .that()
                .resideInAPackage("io.pinwright..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.pinwright..",
                        "java..",
                        "javax..",
                        // Parts of the JDK: the keep-alive settings of sockets, and XML.
                        "jdk.net..",
                        "org.w3c.dom..",
                        "org.xml.sax..",
                        // Annotations, which leave no code.
                        "org.jspecify..",
                        // The simulator's JUnit extension, for the tests of those who use it.
                        "org.junit.jupiter..",
                        "org.snakeyaml..",
                        "com.hubspot..",
                        "jinjava..",
                        "com.jcraft..",
                        "com.ctc.wstx..",
                        "org.codehaus.stax2..",
                        "org.apache.sshd..",
                        "picocli..",
                        "com.fasterxml..",
                        "com.github.difflib..",
                        "com.google.common..",
                        "org.slf4j..")
                .check(classes);
    }

    @Test
    void onlyTheRunnersEntryPointEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.pinwright.runner.cli.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(classes);
    }

    @Test
    void onlyTheCommandLineWritesToTheProcessesStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pinwright.runner.cli")
                .should(com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(classes);
    }

    @Test
    void noPackageIsAHeapOfOddments() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..impl..", "..helper..", "..common..")
                .check(classes);
    }
}

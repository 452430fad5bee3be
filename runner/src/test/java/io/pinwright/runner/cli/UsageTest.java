package io.pinwright.runner.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class UsageTest {

    /** Takes one of each. */
    private static final class Example implements Command {

        private final Usage usage = new Usage(this, "example", "Does nothing.");
        private final Value<String> host = usage.parameter("HOST", "Where.");
        private final Many<Path> files = usage.optionalFiles("FILE", "What.");
        private final Flag check = usage.flag("-C, --check", "Only look.");
        private final Times verbose = usage.times("-v, --verbose", "Say more.");
        private final Maybe<String> limit = usage.text("-l, --limit=PATTERN", "Where not.");
        private final Maybe<LocalDate> day = usage.date("--day=DATE", "When.");
        private final Value<Integer> forks = usage.number("-f, --forks=N", "How many.", 5);
        private final Value<OutputFormat> output = OutputFormat.option(usage);
        private final Many<String> inventories = usage.texts("-i, --inventory=PATH", "Which.");
        private final Many<String> tags = usage.list("-t, --tags=TAG", "What for.");

        @Override
        public Usage usage() {
            return usage;
        }

        @Override
        public Integer call() {
            return 0;
        }
    }

    private final Example example = new Example();

    private void parse(String... words) {
        example.usage().commandLine().setCaseInsensitiveEnumValuesAllowed(true).parseArgs(words);
    }

    @Test
    void whatIsNotGivenIsAbsentOrAssumed() {
        parse("kvm01");
        assertThat(example.files.values()).isEmpty();
        assertThat(example.check.isSet()).isFalse();
        assertThat(example.verbose.count()).isZero();
        assertThat(example.limit.value()).isEmpty();
        assertThat(example.limit.isGiven()).isFalse();
        assertThat(example.forks.value()).isEqualTo(5);
        assertThat(example.output.is(OutputFormat.TEXT)).isTrue();
        assertThat(example.inventories.values()).isEmpty();
    }

    @Test
    void whatIsGivenIsOfItsType() {
        parse("-C", "kvm01", "-lx", "--day=2026-12-31", "-f3", "-o", "json", "a.yml");
        assertThat(example.host.value()).isEqualTo("kvm01");
        assertThat(example.files.values()).containsExactly(Path.of("a.yml"));
        assertThat(example.check.isSet()).isTrue();
        assertThat(example.limit.value()).hasValue("x");
        assertThat(example.day.value()).hasValue(LocalDate.of(2026, 12, 31));
        assertThat(example.forks.value()).isEqualTo(3);
        assertThat(example.output.is(OutputFormat.JSON)).isTrue();
    }

    @Test
    void whatIsRepeatedAddsUp() {
        parse("kvm01", "a", "-i", "x", "-vv", "b", "--inventory=y,z", "-t", "one,two", "--tags", "three", "-v", "c");
        assertThat(example.files.values()).containsExactly(Path.of("a"), Path.of("b"), Path.of("c"));
        assertThat(example.inventories.values()).containsExactly("x", "y,z");
        assertThat(example.tags.values()).containsExactly("one", "two", "three");
        assertThat(example.verbose.count()).isEqualTo(3);
    }

    @Test
    void aDateThatIsNoneIsRefused() {
        assertThatThrownBy(() -> parse("kvm01", "--day", "tomorrow"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Invalid value for option '--day': cannot convert 'tomorrow' to class java.time.LocalDate"
                        + " (java.time.format.DateTimeParseException: Text 'tomorrow' could not be parsed at index 0)");
    }

    @Test
    void ofOptionsThatExcludeEachOtherOneMustBeGiven() {
        assertThat(Cli.run("inventory").err()).contains("(--list | --host=HOST | --graph)");
        assertThat(Cli.run("inventory", "--list", "--graph").err()).contains("--list, --graph are mutually exclusive");
        assertThat(Cli.run("inventory", "--list", "-i", "kvm01,").status()).isZero();
    }

    @Test
    void choosingNoneOfOptionsThatExcludeEachOtherIsRefused() {
        assertThat(Cli.run("inventory", "--list=false", "-i", "kvm01,").status())
                .isEqualTo(5);
    }

    @Test
    void aCommandAloneHasTheHelpThatItHasAmongAll() {
        Terminal terminal = Terminal.ofProcess();
        for (String name : DocumentedCommand.names()) {
            String among =
                    Subcommands.complete(terminal).getSubcommands().get(name).getUsageMessage();
            Subcommands.named(terminal, name)
                    .ifPresent(alone -> assertThat(alone.getUsageMessage()).isEqualTo(among));
        }
    }

    @Test
    void nothingIsDeclaredByAnnotations() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(Main.class.getPackageName());
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("picocli..").and(describe("annotate", JavaClass::isAnnotation)))
                .check(classes);
    }
}

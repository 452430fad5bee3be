package io.pinwright.runner.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Range;

/**
 * How a command is called: its name, what its help says, and its options and parameters in the order in which the help lists them.
 * Each is a field of its command, written as the help shows it:
 *
 * <pre>{@code
 * final Maybe<String> limit = usage.text("-l, --limit=PATTERN", "Only hosts that this pattern names too.");
 * }</pre>
 *
 * <p>Picocli is told all of it in code: to find it in annotations by reflection was a fifth of what a run for one host costs.
 */
final class Usage {

    // With these unspecified picocli takes `--flag=false`, and its help shows them as it shows what nobody specified.
    private static final Range NONE = Range.valueOf("0").unspecified(true);
    private static final Range ONE = Range.valueOf("1").unspecified(true);
    private static final Range ONE_OR_NONE = Range.valueOf("0..1");
    private static final Range ONE_OR_MORE = Range.valueOf("1..*");
    private static final Range ANY_NUMBER = Range.valueOf("0..*");

    private final CommandSpec spec;
    private final Map<Argument, ArgSpec> arguments = new LinkedHashMap<>();
    private int parameters;

    Usage(Command command, String name, String... description) {
        spec = CommandSpec.wrapWithoutInspection(command, NoFactory.INSTANCE);
        // No text has variables, and each name would be searched for them whenever it is asked for.
        spec.name(name).interpolateVariables(false);
        spec.usageMessage().description(description).sortOptions(false);
    }

    /** The command as picocli has it, for what few commands have to say. */
    CommandSpec spec() {
        return spec;
    }

    Flag flag(String shape, String says) {
        return option(new Flag(), shaped(shape, says, boolean.class).arity(NONE));
    }

    Times times(String shape, String says) {
        return option(new Times(), shaped(shape, says, boolean[].class).arity(NONE));
    }

    Maybe<String> text(String shape, String says) {
        return option(new Maybe<>(), shaped(shape, says, String.class));
    }

    Maybe<Path> path(String shape, String says) {
        return option(new Maybe<>(), shaped(shape, says, Path.class).converters(new Converters.OfPath()));
    }

    Value<Path> requiredPath(String shape, String says) {
        return option(
                Value.required(),
                shaped(shape, says, Path.class)
                        .converters(new Converters.OfPath())
                        .required(true));
    }

    Maybe<LocalDate> date(String shape, String says) {
        return option(new Maybe<>(), shaped(shape, says, LocalDate.class).converters(new Converters.OfDate()));
    }

    Maybe<Integer> number(String shape, String says) {
        return option(new Maybe<>(), shaped(shape, says, int.class));
    }

    Value<Integer> number(String shape, String says, int otherwise) {
        return option(Value.or(otherwise), shaped(shape, says, int.class));
    }

    /** One of the constants of an enum. */
    <E extends Enum<E>> Value<E> choice(String shape, String says, E otherwise) {
        return option(Value.or(otherwise), shaped(shape, says, otherwise.getDeclaringClass()));
    }

    /** An option that may be repeated. */
    Many<String> texts(String shape, String says) {
        return option(new Many<>(), shaped(shape, says, String[].class));
    }

    /** An option that may be repeated and takes several words each time. */
    Many<String> severalTexts(String shape, String says) {
        return option(new Many<>(), shaped(shape, says, String[].class).arity(ONE_OR_MORE));
    }

    /** An option that may be repeated and takes several words, with commas between them, each time. */
    Many<String> list(String shape, String says) {
        return option(new Many<>(), shaped(shape, says, String[].class).splitRegex(","));
    }

    Value<String> parameter(String label, String says) {
        return parameter(Value.required(), labelled(label, says, String.class, ONE));
    }

    Value<String> parameter(String label, String says, String otherwise) {
        return parameter(Value.or(otherwise), labelled(label, says, String.class, ONE_OR_NONE));
    }

    Maybe<String> optionalParameter(String label, String says) {
        return parameter(new Maybe<>(), labelled(label, says, String.class, ONE_OR_NONE));
    }

    /** One file or more. */
    Many<Path> files(String label, String says) {
        return parameter(
                new Many<>(), labelled(label, says, Path[].class, ONE_OR_MORE).converters(new Converters.OfPath()));
    }

    Many<Path> optionalFiles(String label, String says) {
        return parameter(
                new Many<>(), labelled(label, says, Path[].class, ANY_NUMBER).converters(new Converters.OfPath()));
    }

    /** Of these options one must be given, and no two. */
    void requireOneOf(Argument... options) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder().exclusive(true).multiplicity("1");
        for (Argument option : options) {
            ArgSpec required = OptionSpec.builder((OptionSpec) arguments.get(option))
                    .required(true)
                    .build();
            arguments.put(option, required);
            group.addArg(required);
        }
        // From here on each of them knows its group, and brings it into the command line.
        group.build();
    }

    void subcommand(Command command) {
        CommandLine commandLine = command.usage().commandLine();
        spec.addSubcommand(commandLine.getCommandName(), commandLine);
    }

    /** A mistake in the command line. */
    ParameterException problem(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** What runs the command: made once, when all is said. */
    CommandLine commandLine() {
        if (!spec.usageMessage().hidden()) {
            option(
                    new Flag(),
                    shaped("-h, --help", "Show this help message and exit.", boolean.class)
                            .arity(NONE)
                            .usageHelp(true));
            option(
                    new Flag(),
                    shaped("-V, --version", "Print version information and exit.", boolean.class)
                            .arity(NONE)
                            .versionHelp(true));
        }
        for (ArgSpec argument : arguments.values()) {
            @Nullable ArgGroupSpec group = argument.group();
            if (group == null) {
                spec.add(argument);
            } else if (!spec.argGroups().contains(group)) {
                spec.addArgGroup(group);
            }
        }
        return new CommandLine(spec, NoFactory.INSTANCE);
    }

    /** An option of this shape: one or two names and what stands for the value, {@code -l, --limit=PATTERN}. */
    private static OptionSpec.Builder shaped(String shape, String says, Class<?> type) {
        int equals = shape.indexOf('=');
        String names = equals < 0 ? shape : shape.substring(0, equals);
        int comma = names.indexOf(", ");
        OptionSpec.Builder builder = comma < 0
                ? OptionSpec.builder(names)
                : OptionSpec.builder(names.substring(0, comma), names.substring(comma + 2));
        if (equals > 0) {
            builder.paramLabel(shape.substring(equals + 1));
        }
        return builder.type(type).arity(ONE).description(says);
    }

    private <A extends Argument> A option(A argument, OptionSpec.Builder builder) {
        arguments.put(
                argument,
                builder.getter(argument).setter(argument).hasInitialValue(false).build());
        return argument;
    }

    private PositionalParamSpec.Builder labelled(String label, String says, Class<?> type, Range arity) {
        String index = parameters++ + (type.isArray() ? "..*" : "");
        return PositionalParamSpec.builder()
                .index(index)
                .type(type)
                .arity(arity)
                .required(arity.min() > 0)
                .paramLabel(label)
                .description(says);
    }

    private <A extends Argument> A parameter(A argument, PositionalParamSpec.Builder builder) {
        arguments.put(
                argument,
                builder.getter(argument).setter(argument).hasInitialValue(false).build());
        return argument;
    }

    /** Picocli makes no object of a class: all that it needs it is given. */
    private static final class NoFactory implements IFactory {

        static final NoFactory INSTANCE = new NoFactory();

        @Override
        public <K> K create(Class<K> type) {
            throw new IllegalStateException("nothing says how to make " + type);
        }
    }
}

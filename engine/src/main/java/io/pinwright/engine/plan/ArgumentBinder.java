package io.pinwright.engine.plan;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.module.ControllerFileType;
import io.pinwright.engine.module.ExpressionsType;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.Omit;
import io.pinwright.engine.template.RenderOptions;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.yaml.YamlNode;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes a module's typed arguments of a task's YAML: templates evaluated, files of the controller read, types checked.
 * Thread-safe; arguments that come to the same on the next host are not made again.
 */
public final class ArgumentBinder {

    private final Templates templates;
    private final ControllerFiles files;
    private final PerTask<YamlNode.Mapping, Boolean> literal = new PerTask<>();
    private final PerTask<YamlNode.Mapping, Bound<?>> bound = new PerTask<>();

    /** Of each task with templates what was bound last: they come to the same on most hosts. */
    private final PerTask<YamlNode.Mapping, AtomicReference<Bound<?>>> latest = new PerTask<>();

    private final Salt salt;

    /**
     * Arguments ready for their module.
     *
     * @param wish digest of the module's name and the arguments
     * @param resolved the arguments as they were bound: templates evaluated, files read
     */
    public record Bound<A>(A args, String wish, ArgumentValue resolved) {}

    /**
     * @param files where arguments that name a file of the controller are read
     * @param salt for digests of secrets
     */
    public ArgumentBinder(Templates templates, ControllerFiles files, Salt salt) {
        this.templates = templates;
        this.files = files;
        this.salt = salt;
    }

    /**
     * Binds for a run.
     *
     * @throws io.pinwright.engine.source.DiagnosticException with every problem of the arguments
     * @throws io.pinwright.engine.template.DependsOnUnknownException when one needs a result that is not there yet
     */
    public <A> Bound<A> bind(AnyModule<A> module, YamlNode.Mapping args, Variables variables) {
        if (!literal.get(args, node -> isLiteral(module.spec(), node))) {
            return boundAsLast(module, args, mapping(module.spec(), args, variables));
        }
        @SuppressWarnings("unchecked") // the same task names the same module
        Bound<A> same = (Bound<A>) bound.get(args, node -> bound(module, mapping(module.spec(), node, variables)));
        return same;
    }

    private <A> Bound<A> boundAsLast(AnyModule<A> module, YamlNode.Mapping args, ArgumentValue mapping) {
        AtomicReference<Bound<?>> last = latest.get(args, node -> new AtomicReference<>());
        Bound<?> known = last.get();
        if (known != null && known.resolved().isSameAs(mapping)) {
            @SuppressWarnings("unchecked") // the same task names the same module
            Bound<A> same = (Bound<A>) known;
            return same;
        }
        Bound<A> made = bound(module, mapping);
        last.set(made);
        return made;
    }

    private <A> Bound<A> bound(AnyModule<A> module, ArgumentValue mapping) {
        return bindResolved(module, mapping, salt);
    }

    /**
     * Binds arguments in which nothing is left to evaluate.
     *
     * @throws io.pinwright.engine.source.DiagnosticException with every problem of the arguments
     */
    public static <A> Bound<A> bindResolved(AnyModule<A> module, ArgumentValue resolved, Salt salt) {
        return new Bound<>(
                module.bind(module.spec().bind(resolved)), WishDigest.of(module.spec(), resolved, salt), resolved);
    }

    /** Arguments of these names alone, evaluated and not bound. */
    Map<String, ArgumentValue> some(
            AnyModule<?> module, YamlNode.Mapping args, Variables variables, Set<String> names) {
        List<YamlNode.Entry> wanted = args.entries().stream()
                .filter(entry -> names.contains(entry.name()))
                .toList();
        return mapping(module.spec(), new YamlNode.Mapping(wanted, args.span()), variables)
                .entries();
    }

    /** Whether the arguments come to the same on every host: they hold no template and name no template file. */
    private static boolean isLiteral(ModuleSpec spec, YamlNode.Mapping args) {
        return isLiteral(args)
                && args.entries().stream().noneMatch(entry -> {
                    ControllerFileType type = fileType(spec, entry.name());
                    return type != null && type.template();
                });
    }

    private static boolean isLiteral(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries().stream().allMatch(entry -> isLiteral(entry.value()));
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream().allMatch(ArgumentBinder::isLiteral);
        }
        return !(Values.of(node) instanceof TemplateText);
    }

    /**
     * Binds as far as the file tells, to find mistakes before any host is touched.
     *
     * @throws io.pinwright.engine.source.DiagnosticException with every problem that can be seen without variables
     */
    public <A> void check(AnyModule<A> module, YamlNode.Mapping args) {
        ArgumentValue mapping = mapping(module.spec(), args, null);
        var bound = module.spec().bind(mapping);
        if (!mapping.hasPending()) {
            module.bind(bound);
        }
    }

    private ArgumentValue mapping(ModuleSpec spec, YamlNode.Mapping args, @Nullable Variables variables) {
        Map<String, ArgumentValue> values = new LinkedHashMap<>();
        for (YamlNode.Entry entry : args.entries()) {
            if (type(spec, entry.name()) instanceof ExpressionsType) {
                values.put(entry.name(), unevaluated(entry.value()));
                continue;
            }
            ArgumentValue value = value(entry.value(), variables);
            if (value.value() == Omit.OMIT) {
                continue;
            }
            if (!spec.anyArguments() && type(spec, entry.name()) == null) {
                // It will be refused, and what is wrong with it is its name.
                values.put(
                        entry.name(),
                        new ArgumentValue(value.value(), entry.key().span()));
                continue;
            }
            ControllerFileType file = fileType(spec, entry.name());
            values.put(entry.name(), file == null ? value : read(entry.name(), value, file, variables));
        }
        return new ArgumentValue(values, args.span());
    }

    private static @Nullable ControllerFileType fileType(ModuleSpec spec, String name) {
        return type(spec, name) instanceof ControllerFileType type ? type : null;
    }

    private static @Nullable ArgumentType<?> type(ModuleSpec spec, String name) {
        for (ArgumentSpec argument : spec.arguments()) {
            if (argument.name().equals(name) || argument.aliases().contains(name)) {
                return argument.type();
            }
        }
        return null;
    }

    /** Expressions as written: only what the playbook's author wrote is ever evaluated, never a value that looks like one. */
    private static ArgumentValue unevaluated(YamlNode node) {
        if (node instanceof YamlNode.Sequence sequence) {
            return new ArgumentValue(
                    sequence.items().stream().map(ArgumentBinder::unevaluated).toList(), node.span());
        }
        Object plain = Values.of(node);
        return plain instanceof TemplateText text
                ? new ArgumentValue(text.text(), node.span())
                : ArgumentValue.of(plain, node.span());
    }

    private ArgumentValue read(
            String name, ArgumentValue value, ControllerFileType type, @Nullable Variables variables) {
        if (!(value.value() instanceof String path)) {
            return value;
        }
        ControllerFile found = found(path, value, type)
                .orElseThrow(() -> value.problem(
                        name + ": no file `" + path + "` on this machine",
                        "looked for " + String.join(", ", files.candidates(path, type.template())),
                        "put it beside the playbook, or give an absolute path"));
        if (!type.template()) {
            return new ArgumentValue(found, value.span());
        }
        Source source = new Source(
                found.path(),
                found.content()
                        .exactText()
                        .orElseThrow(() -> value.problem(
                                name + ": `" + found.path() + "` is not UTF-8 text", null, "save it as UTF-8")));
        if (variables == null) {
            List<Diagnostic> problems = templates.check(new TemplateText(source.text(), Span.startOf(source)));
            if (!problems.isEmpty()) {
                throw new DiagnosticException(problems);
            }
            return new ArgumentValue(found, value.span());
        }
        Object rendered = templates.renderText(source, variables, RenderOptions.defaults());
        ControllerFile file = rendered instanceof Secret secret
                ? new ControllerFile(found.path(), Bytes.utf8(secret.reveal()), true)
                : new ControllerFile(found.path(), Bytes.utf8((String) rendered));
        return new ArgumentValue(file, value.span());
    }

    private Optional<ControllerFile> found(String path, ArgumentValue value, ControllerFileType type) {
        try {
            return files.read(path, type.template());
        } catch (DiagnosticException e) {
            throw new DiagnosticException(e.diagnostics().stream()
                    .map(problem -> problem.at(value.span()))
                    .toList());
        } catch (InvalidPathException e) {
            throw value.problem("`" + path + "` is not a path: " + e.getReason(), null, null);
        }
    }

    private ArgumentValue value(YamlNode node, @Nullable Variables variables) {
        if (node instanceof YamlNode.Mapping mapping) {
            Map<String, ArgumentValue> entries = new LinkedHashMap<>();
            for (YamlNode.Entry entry : mapping.entries()) {
                ArgumentValue value = value(entry.value(), variables);
                if (value.value() != Omit.OMIT) {
                    entries.put(entry.name(), value);
                }
            }
            return new ArgumentValue(entries, node.span());
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<ArgumentValue> items = new ArrayList<>();
            for (YamlNode item : sequence.items()) {
                ArgumentValue value = value(item, variables);
                if (value.value() != Omit.OMIT) {
                    items.add(value);
                }
            }
            return new ArgumentValue(items, node.span());
        }
        Object plain = Values.of(node);
        if (!(plain instanceof TemplateText)) {
            return new ArgumentValue(plain, node.span());
        }
        if (variables == null) {
            return new ArgumentValue(ArgumentValue.PENDING, node.span());
        }
        Object resolved = templates.resolve(plain, variables);
        return resolved == Omit.OMIT
                ? new ArgumentValue(Omit.OMIT, node.span())
                : ArgumentValue.of(resolved, node.span());
    }
}

package io.pinwright.engine.inventory;

import io.pinwright.engine.inventory.Draft.GroupDraft;
import io.pinwright.engine.inventory.Draft.HostDraft;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.source.TextFile;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs an executable inventory: {@code SCRIPT --list} prints groups as JSON, with the variables of all hosts below
 * {@code _meta.hostvars}; without that, {@code SCRIPT --host NAME} is asked for each host.
 */
final class InventoryScript {

    /** How long one call may take. */
    static final Duration TIME_MAX = Duration.ofSeconds(60);

    private final Path script;
    private final Draft draft;
    private final Duration limit;

    private InventoryScript(Path script, Draft draft, Duration limit) {
        this.script = script;
        this.draft = draft;
        this.limit = limit;
    }

    static void read(Path script, Draft draft, Duration limit) {
        new InventoryScript(script, draft, limit).read();
    }

    private void read() {
        Optional<YamlNode.Mapping> output = call(List.of("--list"));
        if (output.isEmpty()) {
            return;
        }
        Set<HostDraft> named = new LinkedHashSet<>();
        for (YamlNode.Entry entry : output.get().entries()) {
            if (!entry.name().equals("_meta")) {
                group(entry, named);
            }
        }
        Optional<YamlNode> hostvars = output.get()
                .get("_meta")
                .flatMap(meta -> meta instanceof YamlNode.Mapping mapping ? mapping.get("hostvars") : Optional.empty());
        if (hostvars.isEmpty()) {
            for (HostDraft host : named) {
                Optional<YamlNode.Mapping> variables = call(List.of("--host", host.name));
                if (variables.isEmpty()) {
                    return;
                }
                variables(host, variables.get());
            }
        } else if (hostvars.get() instanceof YamlNode.Mapping all) {
            for (YamlNode.Entry entry : all.entries()) {
                HostDraft host = draft.hosts.get(entry.name());
                if (host != null && named.contains(host) && entry.value() instanceof YamlNode.Mapping mapping) {
                    variables(host, mapping);
                }
            }
        } else {
            wrong(hostvars.get(), "`_meta.hostvars` must be a mapping of hosts");
        }
    }

    private void variables(HostDraft host, YamlNode.Mapping mapping) {
        VariableValues.ofProgram(mapping, draft.diagnostics)
                .forEach((name, variable) -> draft.hostVariable(host, name, variable));
    }

    private void group(YamlNode.Entry entry, Set<HostDraft> named) {
        GroupDraft group = draft.group(entry.name());
        if (entry.value() instanceof YamlNode.Sequence list) {
            hosts(group, list, named);
            return;
        }
        if (!(entry.value() instanceof YamlNode.Mapping mapping)) {
            wrong(entry.value(), "the group `" + entry.name() + "` must be a list of hosts or a mapping");
            return;
        }
        boolean parts = Stream.of("hosts", "vars", "children")
                .anyMatch(key -> mapping.get(key).isPresent());
        if (!parts) {
            HostDraft host = draft.host(entry.name(), group, script.toString());
            named.add(host);
            groupVariables(group, mapping);
            return;
        }
        mapping.get("hosts").ifPresent(hosts -> hosts(group, hosts, named));
        mapping.get("vars").ifPresent(vars -> groupVariables(group, vars));
        mapping.get("children").ifPresent(children -> children(group, children));
    }

    private void groupVariables(GroupDraft group, YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            VariableValues.ofProgram(mapping, draft.diagnostics)
                    .forEach((name, variable) -> draft.groupVariable(group, name, variable));
        } else {
            wrong(node, "`vars` of the group `" + group.name + "` must be a mapping");
        }
    }

    private void children(GroupDraft group, YamlNode node) {
        if (!(node instanceof YamlNode.Sequence list)) {
            wrong(node, "`children` of the group `" + group.name + "` must be a list");
            return;
        }
        for (YamlNode item : list.items()) {
            if (item instanceof YamlNode.Scalar name && !name.text().isEmpty()) {
                draft.child(group, draft.group(name.text()), name.span());
            } else {
                wrong(item, "the name of a group is expected here");
            }
        }
    }

    private void hosts(GroupDraft group, YamlNode node, Set<HostDraft> named) {
        if (!(node instanceof YamlNode.Sequence list)) {
            wrong(node, "`hosts` of the group `" + group.name + "` must be a list");
            return;
        }
        for (YamlNode item : list.items()) {
            if (item instanceof YamlNode.Scalar name && !name.text().isBlank()) {
                named.add(draft.host(name.text(), group, script.toString()));
            } else {
                wrong(item, "the name of a host is expected here");
            }
        }
    }

    private void wrong(YamlNode node, String message) {
        draft.diagnostics.add(Diagnostic.error(node.span(), message).why("this is what the inventory script printed"));
    }

    private Optional<YamlNode.Mapping> call(List<String> arguments) {
        String name = script + " " + String.join(" ", arguments);
        Optional<Source> output =
                run(name, arguments).flatMap(bytes -> TextFile.decode("output of " + name, bytes, draft.diagnostics));
        if (output.isEmpty()) {
            return Optional.empty();
        }
        if (output.get().text().isBlank() && arguments.size() == 2) {
            return Optional.of(new YamlNode.Mapping(List.of(), Span.startOf(output.get())));
        }
        boolean before = draft.diagnostics.hasErrors();
        Optional<YamlNode> document = Yaml.parseOne(output.get(), draft.diagnostics);
        if (document.isPresent() && document.get() instanceof YamlNode.Mapping mapping) {
            return Optional.of(mapping);
        }
        if (document.isPresent() || draft.diagnostics.hasErrors() == before) {
            draft.diagnostics.add(Diagnostic.error(
                    Span.startOf(output.get()), "an inventory script must print a JSON object, but this is none"));
        }
        return Optional.empty();
    }

    private Optional<byte[]> run(String name, List<String> arguments) {
        List<String> command = Stream.concat(Stream.of(script.toAbsolutePath().toString()), arguments.stream())
                .toList();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException e) {
            return failed(name, "cannot be run: " + e.getMessage(), "");
        }
        CompletableFuture<byte[]> out = drain(process.getInputStream(), "stdout of " + name);
        CompletableFuture<byte[]> err = drain(process.getErrorStream(), "stderr of " + name);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return failed(name, "took longer than " + limit.toSeconds() + " s and was ended", "");
            }
            byte[] printed = out.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            String complaint = lastLines(err.get(limit.toMillis(), TimeUnit.MILLISECONDS));
            if (process.exitValue() != 0) {
                return failed(name, "ended with status " + process.exitValue(), complaint);
            }
            if (printed.length > TextFile.BYTES_MAX) {
                return failed(name, "printed more than " + TextFile.BYTES_MAX / 1024 / 1024 + " MiB", "");
            }
            return Optional.of(printed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(name, "was interrupted", "");
        } catch (ExecutionException | TimeoutException e) {
            return failed(name, "did not close its output", "");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads in a thread of its own, at most one byte more than allowed, so that too much can be told. */
    private static CompletableFuture<byte[]> drain(InputStream stream, String name) {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try (stream) {
                        done.complete(stream.readNBytes((int) TextFile.BYTES_MAX + 1));
                    } catch (IOException e) {
                        done.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static String lastLines(byte[] stderr) {
        String text = new String(stderr, StandardCharsets.UTF_8).strip();
        return text.length() > 2000 ? text.substring(text.length() - 2000) : text;
    }

    private Optional<byte[]> failed(String name, String what, String complaint) {
        Diagnostic problem = Diagnostic.error(null, "the inventory script `" + name + "` " + what);
        draft.diagnostics.add(complaint.isEmpty() ? problem : problem.why("it said: " + complaint));
        return Optional.empty();
    }
}

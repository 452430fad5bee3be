package io.pinwright.engine;

import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.plan.ArgumentBinder;
import io.pinwright.engine.plan.ControllerDirectory;
import io.pinwright.engine.plan.PlaybookChecker;
import io.pinwright.engine.playbook.ModuleShape;
import io.pinwright.engine.playbook.ModuleShapes;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.playbook.PlaybookLoader;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.template.Templates;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads and checks playbooks against the modules of an engine. */
final class PlaybookReading {

    /** What a playbook's texts are read with: its relative paths are its own folder's. */
    record Tools(Templates templates, ArgumentBinder binder) {}

    private final ModuleRegistry modules;
    private final Salt salt;

    PlaybookReading(ModuleRegistry modules, Salt salt) {
        this.modules = modules;
        this.salt = salt;
    }

    Salt salt() {
        return salt;
    }

    List<Playbook> load(List<Path> paths, Diagnostics diagnostics) {
        List<Playbook> playbooks = PlaybookLoader.load(paths, shapes(), diagnostics);
        playbooks.forEach(playbook -> check(playbook, diagnostics));
        return playbooks;
    }

    Playbook load(Source source, Diagnostics diagnostics) {
        Playbook playbook = PlaybookLoader.load(source, Optional.empty(), shapes(), diagnostics);
        check(playbook, diagnostics);
        return playbook;
    }

    private void check(Playbook playbook, Diagnostics diagnostics) {
        Tools tools = tools(playbook);
        new PlaybookChecker(modules, tools.templates(), tools.binder()).check(playbook, diagnostics);
    }

    private ModuleShapes shapes() {
        Map<String, ModuleShape> shapes = new LinkedHashMap<>();
        for (String name : modules.names()) {
            AnyModule<?> module = modules.find(name).orElseThrow();
            shapes.put(
                    name,
                    new ModuleShape(
                            module.spec().name(),
                            Optional.ofNullable(module.spec().freeForm())));
        }
        return ModuleShapes.of(shapes);
    }

    Tools tools(Playbook playbook) {
        Path directory = playbook.directory().orElse(Path.of("")).toAbsolutePath();
        Templates templates = Templates.create(new ControllerLookups(directory));
        return new Tools(templates, new ArgumentBinder(templates, new ControllerDirectory(directory), salt));
    }
}

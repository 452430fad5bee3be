package io.pinwright.engine.module;

import java.util.Map;

/**
 * The type of an argument that names a file of the controller. Before binding, the engine puts a {@link ControllerFile} in the
 * place of the path.
 *
 * @param template whether the content is rendered as a template
 */
public record ControllerFileType(boolean template) implements ArgumentType<ControllerFile> {

    @Override
    public ControllerFile read(String name, ArgumentValue value) {
        if (value.value() instanceof ControllerFile file) {
            return file;
        }
        throw value.problem(name + " must be the path of a file, but is " + value.shown(), null, null);
    }

    @Override
    public String describe() {
        return template ? "template file beside the playbook" : "file beside the playbook";
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "string");
    }
}

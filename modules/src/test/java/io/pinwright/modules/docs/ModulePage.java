package io.pinwright.modules.docs;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ModuleSpec;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The manual page of a module: what its spec says, and the texts that a spec has no place for. */
final class ModulePage {

    private ModulePage() {}

    /**
     * A page in Markdown.
     *
     * @param texts the sections Effect, Check mode and Registered
     */
    static String of(ModuleSpec spec, String texts) {
        StringBuilder page = new StringBuilder("# ").append(spec.name()).append("\n\n");
        page.append(spec.summary()).append("\n\n");
        if (!spec.aliases().isEmpty()) {
            page.append("Also known as ")
                    .append(spec.aliases().stream()
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", ")))
                    .append(".\n\n");
        }
        page.append("## Arguments\n\n");
        if (spec.arguments().isEmpty()) {
            page.append(spec.anyArguments() ? "Any: each names a variable.\n\n" : "None.\n\n");
        } else {
            page.append("| name | type | default | what | example |\n|---|---|---|---|---|\n");
            spec.arguments().forEach(argument -> page.append(row(argument)));
            page.append('\n');
        }
        if (spec.freeForm() != null) {
            page.append("A bare text after the module's name stands for `")
                    .append(spec.freeForm())
                    .append("`.\n\n");
        }
        return page.append(texts.strip())
                .append("\n\n## Example\n\n```yaml\n")
                .append(task(spec))
                .append("```\n")
                .toString();
    }

    /** The example as an item of a list of tasks. */
    static String task(ModuleSpec spec) {
        String example = String.valueOf(spec.example()).strip() + "\n";
        return example.startsWith("- ") ? example : "- " + example;
    }

    private static String row(ArgumentSpec argument) {
        String aliases = argument.aliases().isEmpty() ? "" : " (" + String.join(", ", argument.aliases()) + ")";
        return "| `" + argument.name() + "`" + aliases + " | "
                + cell(argument.type().describe()) + " | "
                + (argument.required() ? "required" : code(argument.defaultText())) + " | " + cell(argument.help())
                + " | " + code(argument.example()) + " |\n";
    }

    private static String code(@Nullable String text) {
        return text == null ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.strip().replace("|", "\\|").replace("<", "&lt;").replaceAll("\\s*\\n\\s*", " ");
    }
}

package io.pinwright.modules.libvirt;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import java.util.Map;

/** The argument {@code domain}, the same for all modules that work on one. */
public final class DomainArgument {

    private static final ArgumentType<String> TYPE =
            ArgumentTypes.type("name or UUID of a domain", Map.of("type", "string", "minLength", 1), (name, value) -> {
                String text = ArgumentTypes.string().read(name, value);
                if (text.isBlank() || text.length() > 255 || text.chars().anyMatch(Character::isISOControl)) {
                    throw value.problem(
                            name + " must be the name or UUID of a domain, but is " + value.shown(),
                            null,
                            "see `virsh list --all --name` on the host");
                }
                return text;
            });

    private DomainArgument() {}

    /**
     * Its value.
     *
     * @throws io.pinwright.engine.source.DiagnosticException when it was given as null
     */
    public static String of(Arguments arguments) {
        return arguments
                .<String>get("domain")
                .orElseThrow(() -> arguments.problem(
                        "domain", "domain must be the name or UUID of a domain, but is null", "name the domain"));
    }

    public static ArgumentSpec spec() {
        return ArgumentSpec.required("domain", TYPE, "name or UUID of the domain")
                .withExample("bigip-virtio");
    }
}

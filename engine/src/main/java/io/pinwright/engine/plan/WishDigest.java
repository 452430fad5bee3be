package io.pinwright.engine.plan;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.source.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two tasks wish the same: the SHA-256 of a module's name and its arguments as canonical JSON, templates
 * evaluated, keys sorted, a file of the controller by its content. Of a secret only a salted digest goes in.
 */
final class WishDigest {

    private final ModuleSpec spec;
    private final Salt salt;
    private final StringBuilder out = new StringBuilder();

    private WishDigest(ModuleSpec spec, Salt salt) {
        this.spec = spec;
        this.salt = salt;
    }

    static String of(ModuleSpec spec, ArgumentValue arguments, Salt salt) {
        WishDigest digest = new WishDigest(spec, salt);
        digest.text(spec.name());
        Map<String, ArgumentValue> named = new TreeMap<>();
        arguments.entries().forEach((name, value) -> named.put(digest.canonical(name), value));
        digest.mapping(named);
        return sha256(digest.out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String canonical(String name) {
        return spec.arguments().stream()
                .filter(argument -> argument.aliases().contains(name))
                .map(ArgumentSpec::name)
                .findFirst()
                .orElse(name);
    }

    private void mapping(Map<String, ArgumentValue> sorted) {
        out.append('{');
        sorted.forEach((name, value) -> {
            text(name);
            out.append(':');
            value(value);
            out.append(',');
        });
        out.append('}');
    }

    private void value(ArgumentValue argument) {
        @Nullable Object value = argument.value();
        if (value instanceof Map<?, ?>) {
            mapping(new TreeMap<>(argument.entries()));
        } else if (value instanceof java.util.List<?>) {
            out.append('[');
            argument.items().forEach(item -> {
                value(item);
                out.append(',');
            });
            out.append(']');
        } else if (value instanceof Secret secret) {
            // No string stands without quotes, so that none can be taken for one of these.
            out.append("secret ").append(salt.digest(secret.reveal()));
        } else if (value instanceof ControllerFile file) {
            byte[] bytes = file.content().toArray();
            out.append("file ").append(file.secret() ? salt.digest(bytes) : sha256(bytes));
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else {
            text(value.toString());
        }
    }

    private void text(String text) {
        out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template has written so far: pieces, joined at the end. Not thread-safe. */
final class Output {

    final boolean isNative;
    private final List<@Nullable Object> pieces = new ArrayList<>();
    private long length;

    Output(boolean isNative) {
        this.isNative = isNative;
    }

    void add(Part part, Frame frame) {
        if (part instanceof Part.Data data) {
            add(data.text());
        } else if (part instanceof Part.Output output) {
            Object value = output.expression().eval(frame);
            try {
                if (value instanceof Undefined u && !u.blank()) {
                    throw u.problem();
                }
                add(value instanceof Undefined ? "" : value);
            } catch (Problem problem) {
                throw problem.orAt(output.expression().at());
            }
        }
    }

    void add(@Nullable Object value) {
        if (isNative) {
            pieces.add(value);
            length += value instanceof String text ? text.length() : 1;
        } else {
            Object text = text(value);
            pieces.add(text);
            length += text instanceof String plain ? plain.length() : 1;
        }
        if (length > Operators.TEXT_MAX) {
            throw Problem.of("the text grows over " + Operators.TEXT_MAX + " characters");
        }
    }

    /** In a text none prints as nothing, as Ansible has it. */
    private static Object text(@Nullable Object value) {
        return value == null ? "" : Taint.text(value);
    }

    /** One piece keeps its type when native; several are a text. */
    @Nullable
    Object value() {
        if (isNative && pieces.size() == 1) {
            return pieces.get(0);
        }
        StringBuilder out = new StringBuilder();
        boolean secret = false;
        for (Object piece : pieces) {
            Object text = text(piece);
            secret |= text instanceof Secret;
            out.append(text instanceof Secret hidden ? hidden.reveal() : text);
            if (out.length() > Operators.TEXT_MAX) {
                throw Problem.of("the text grows over " + Operators.TEXT_MAX + " characters");
            }
        }
        return secret ? Secret.of(out.toString()) : out.toString();
    }
}

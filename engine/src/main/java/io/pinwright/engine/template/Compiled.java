package io.pinwright.engine.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed template text.
 *
 * @param single the one expression that the text consists of, or null
 * @param statements whether it has block tags
 */
record Compiled(List<Part> parts, @Nullable Expression single, boolean statements) {

    static Compiled of(String text, RenderOptions options, boolean rawStrings) {
        List<Part> parts = TextParser.parse(text, options, rawStrings, problem -> {
            throw problem;
        });
        return new Compiled(
                parts,
                parts.size() == 1 && parts.get(0) instanceof Part.Output output ? output.expression() : null,
                parts.stream().anyMatch(part -> part instanceof Part.Statement));
    }

    /** The rendered value: of one piece its own type when native, else a String, or a Secret. */
    @Nullable
    Object render(Frame frame, Blocks blocks, boolean isNative) {
        Output out = new Output(isNative);
        if (statements) {
            blocks.render(this, frame, out);
        } else {
            for (Part part : parts) {
                out.add(part, frame);
            }
        }
        return out.value();
    }
}

package io.pinwright.engine.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.TagNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of our tags as Jinjava's registry wants it; what it does is in {@link Rendering}. */
final class BlockTag implements Tag {

    private static final long serialVersionUID = 1L;

    private static final String PREFIX = "pinwright_";
    private static final List<String> BLOCKS = List.of("if", "for", "with", "filter", "macro", "call", "set");
    private static final List<String> SINGLE = List.of("data", "output", "let", "elif", "else");

    private final String name;
    private final @Nullable String end;

    private BlockTag(String name, @Nullable String end) {
        this.name = name;
        this.end = end;
    }

    static List<BlockTag> all() {
        List<BlockTag> out = new java.util.ArrayList<>();
        BLOCKS.forEach(block -> out.add(new BlockTag(PREFIX + block, "end" + PREFIX + block)));
        SINGLE.forEach(single -> out.add(new BlockTag(PREFIX + single, null)));
        return out;
    }

    static String name(Part part) {
        if (part instanceof Part.Statement statement) {
            if (statement.tag() instanceof Part.Tag.End end) {
                return "end" + PREFIX + end.keyword();
            }
            return PREFIX
                    + (statement.tag() instanceof Part.Tag.Set
                            ? "let"
                            : statement.tag().keyword());
        }
        return PREFIX + (part instanceof Part.Data ? "data" : "output");
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public @Nullable String getEndTagName() {
        return end;
    }

    @Override
    public String interpret(TagNode node, JinjavaInterpreter interpreter) {
        Rendering rendering = (Rendering) interpreter.getContext().get(Rendering.KEY);
        rendering.run(node, interpreter);
        return "";
    }
}

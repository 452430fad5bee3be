package io.pinwright.engine.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.ExpressionFactory;

/**
 * Renders texts with block tags through Jinjava. Its scanner, tree and tag registry do the work; its expression language is
 * replaced as a whole, because scanning, operators, coercion and property access all differ from Jinja2's: the text handed
 * over has the number of a parsed piece in place of every expression, and the expression factory refuses all else. So no
 * Java object is ever reachable from a template. Thread-safe.
 */
final class Blocks {

    /** Loaded on first use: starting the library costs a tenth of a second. */
    private static final class Holder {
        static final Jinjava JINJAVA = start();

        private static Jinjava start() {
            ExpressionFactory none = new NoExpressions();
            Jinjava jinjava = new Jinjava(config()) {
                @Override
                public ExpressionFactory getExpressionFactory() {
                    return none;
                }

                @Override
                public ExpressionFactory getEagerExpressionFactory() {
                    return none;
                }
            };
            BlockTag.all().forEach(jinjava::registerTag);
            return jinjava;
        }

        static JinjavaConfig config() {
            return JinjavaConfig.newBuilder()
                    .withFailOnUnknownTokens(true)
                    .withNestedInterpretationEnabled(false)
                    .withTrimBlocks(false)
                    .withLstripBlocks(false)
                    .withMaxRenderDepth(100)
                    .withMaxOutputSize(Operators.TEXT_MAX)
                    .build();
        }
    }

    void render(Compiled template, Frame frame, Output out) {
        StringBuilder text = new StringBuilder();
        List<Part> parts = template.parts();
        for (int i = 0; i < parts.size(); i++) {
            text.append("{% ")
                    .append(BlockTag.name(parts.get(i)))
                    .append(' ')
                    .append(i)
                    .append(" %}");
        }
        Jinjava jinjava = Holder.JINJAVA;
        Rendering rendering = new Rendering(parts, frame, out);
        JinjavaInterpreter interpreter = new JinjavaInterpreter(
                jinjava, new Context(jinjava.getGlobalContext(), Map.of(Rendering.KEY, rendering)), Holder.config());
        try (var current = JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
            current.value().render(text.toString());
        }
        rendering.rethrow();
        for (TemplateError error : interpreter.getErrorsCopy()) {
            throw Problem.of("the template cannot be rendered: " + error.getMessage());
        }
    }
}

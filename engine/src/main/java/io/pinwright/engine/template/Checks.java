package io.pinwright.engine.template;

import io.pinwright.engine.source.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks over parsed templates without evaluating them: unknown filters, tests, functions; names of variables. */
final class Checks {

    private Checks() {}

    static List<Problem> of(List<Part> parts) {
        Set<String> own = own(parts);
        List<Problem> out = new ArrayList<>();
        for (Part part : parts) {
            expressions(part).forEach(expression -> out.addAll(of(expression, own)));
        }
        return out;
    }

    static List<Problem> of(Expression expression, Set<String> macros) {
        List<Problem> out = new ArrayList<>();
        collect(expression, macros, out);
        return out;
    }

    private static void collect(Expression expression, Set<String> macros, List<Problem> out) {
        try {
            if (expression instanceof Calls.Filtered filtered) {
                Filters.get(filtered.name());
            } else if (expression instanceof Calls.Tested tested) {
                Tests.check(tested.name());
            } else if (expression instanceof Calls.Call call
                    && call.target() instanceof Nodes.Name name
                    && !macros.contains(name.name())) {
                Functions.check(name.name());
            } else if (expression instanceof Calls.Call call && call.target() instanceof Nodes.Attribute method) {
                Methods.check(method.name());
            }
        } catch (Problem problem) {
            out.add(problem.orAt(expression.at()));
        }
        expression.parts().forEach(part -> collect(part, macros, out));
    }

    static void names(List<Part> parts, Set<String> out) {
        Set<String> found = new java.util.LinkedHashSet<>();
        for (Part part : parts) {
            expressions(part).forEach(expression -> names(expression, found));
        }
        found.remove(TagParser.BODY);
        found.remove("loop");
        out.addAll(found);
    }

    static void names(Expression expression, Set<String> out) {
        if (expression instanceof Nodes.Name name) {
            out.add(name.name());
        }
        if (expression instanceof Calls.Call call
                && call.target() instanceof Nodes.Name name
                && Functions.knows(name.name())) {
            call.given().parts().forEach(part -> names(part, out));
            return;
        }
        expression.parts().forEach(part -> names(part, out));
    }

    private static List<Expression> expressions(Part part) {
        if (part instanceof Part.Output output) {
            return List.of(output.expression());
        }
        return part instanceof Part.Statement statement ? statement.tag().expressions() : List.of();
    }

    private static Set<String> own(List<Part> parts) {
        Set<String> out = new HashSet<>(Set.of("caller"));
        for (Part part : parts) {
            if (part instanceof Part.Statement statement) {
                if (statement.tag() instanceof Part.Tag.Macro macro) {
                    out.add(macro.name());
                    out.addAll(macro.parameters());
                } else if (statement.tag() instanceof Part.Tag.Set set) {
                    out.addAll(set.names());
                }
            }
        }
        return out;
    }

    /** The error for a name that is not there, with the nearest known one. */
    static Problem unknown(String what, String name, java.util.Collection<String> known) {
        return Problem.of("there is no " + what + " `" + name + "`")
                .fix(NearestName.of(name, known)
                        .map(near -> "did you mean `" + near + "`?")
                        .orElse("docs/templating.md lists every " + what));
    }
}

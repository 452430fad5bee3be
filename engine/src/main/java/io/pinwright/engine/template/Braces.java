package io.pinwright.engine.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code '{0} {name}'.format(...)} with plain fields; formats behind a colon are refused. */
final class Braces {

    private static final Pattern FIELD = Pattern.compile("\\{\\{|\\}\\}|\\{([^{}]*)\\}|[{}]");

    private Braces() {}

    static String format(String text, Args args) {
        Matcher fields = FIELD.matcher(text);
        StringBuilder out = new StringBuilder();
        int next = 0;
        int end = 0;
        while (fields.find()) {
            out.append(text, end, fields.start());
            end = fields.end();
            String found = fields.group();
            if (found.equals("{{") || found.equals("}}")) {
                out.append(found.charAt(0));
                continue;
            }
            String field = fields.group(1);
            if (field == null) {
                throw Problem.of("a single brace in the format of `format`").fix("write `{{` or `}}` for a brace");
            }
            if (!field.matches("\\w*")) {
                throw Problem.of("method `format`: the field `{" + field + "}` is not supported")
                        .fix("use `'%...' % (...)`, or plain `{}`, `{0}`, `{name}`");
            }
            out.append(Python.text(value(field, field.isEmpty() ? next++ : -1, args)));
        }
        return Operators.limited(out.append(text.substring(end)).toString());
    }

    private static @Nullable Object value(String field, int automatic, Args args) {
        if (automatic >= 0 || field.matches("\\d{1,4}")) {
            int index = automatic >= 0 ? automatic : Integer.parseInt(field);
            if (index >= args.positional().size()) {
                throw Problem.of("method `format` needs more values than there are");
            }
            return args.get(index, "", null);
        }
        return args.need(Integer.MAX_VALUE, field);
    }
}

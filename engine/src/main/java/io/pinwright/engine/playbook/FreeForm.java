package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Arguments in one string after a module's name, as Ansible reads them: {@code copy: src=a dest="/tmp/b c"}, and for modules
 * that take a bare string {@code command: ls creates=/x}, where only a few names are options and all else is the command.
 */
final class FreeForm {

    /** The options that may stand within a command (ansible/parsing/splitter.py). */
    private static final Set<String> OPTIONS_IN_COMMAND = Set.of(
            "creates", "removes", "chdir", "executable", "warn", "stdin", "stdin_add_newline", "strip_empty_ends");

    private static final Pattern OPTION_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String text;
    private final YamlNode.Scalar scalar;
    private final Diagnostics diagnostics;

    private FreeForm(YamlNode.Scalar scalar, Diagnostics diagnostics) {
        this.text = scalar.text();
        this.scalar = scalar;
        this.diagnostics = diagnostics;
    }

    static YamlNode.Mapping parse(ModuleShape module, YamlNode.Scalar scalar, Diagnostics diagnostics) {
        FreeForm form = new FreeForm(scalar, diagnostics);
        List<YamlNode.Entry> entries =
                module.freeForm().map(argument -> form.command(argument)).orElseGet(() -> form.options(module.name()));
        return new YamlNode.Mapping(entries, scalar.span());
    }

    private List<YamlNode.Entry> command(String argument) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        StringBuilder command = new StringBuilder(text);
        List<Word> words = words();
        for (int i = words.size() - 1; i >= 0; i--) {
            Word word = words.get(i);
            option(word)
                    .filter(entry -> OPTIONS_IN_COMMAND.contains(entry.name()))
                    .ifPresent(entry -> {
                        entries.add(0, entry);
                        int end = word.end;
                        while (end < command.length() && command.charAt(end) == ' ') {
                            end++;
                        }
                        command.delete(word.start, end);
                    });
        }
        String rest = command.toString().strip();
        if (!rest.isEmpty()) {
            entries.add(0, entry(argument, rest, scalar.span()));
        }
        return entries;
    }

    private List<YamlNode.Entry> options(String module) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (Word word : words()) {
            Optional<YamlNode.Entry> option = option(word);
            if (option.isEmpty()) {
                diagnostics.add(
                        Diagnostic.error(spanOf(word), "`" + word.text + "` is not an argument of `" + module + "`")
                                .why("after the name of this module come arguments as NAME=VALUE, or a mapping")
                                .fix("write the arguments as a mapping, one per line below the module's name"));
            } else if (entries.stream()
                    .anyMatch(entry -> entry.name().equals(option.get().name()))) {
                diagnostics.add(Diagnostic.error(
                        spanOf(word), "the argument `" + option.get().name() + "` stands twice"));
            } else {
                entries.add(option.get());
            }
        }
        return entries;
    }

    private Optional<YamlNode.Entry> option(Word word) {
        int equals = word.text.indexOf('=');
        if (equals < 1 || !OPTION_NAME.matcher(word.text.substring(0, equals)).matches()) {
            return Optional.empty();
        }
        String value = unquote(decodeEscapes(word.text.substring(equals + 1)));
        return Optional.of(entry(word.text.substring(0, equals), value, spanOf(word)));
    }

    private static YamlNode.Entry entry(String name, String value, Span span) {
        return new YamlNode.Entry(YamlNode.Scalar.string(name, span), YamlNode.Scalar.string(value, span));
    }

    /** The word's place; exact only for a plain scalar in one line, else that of the whole string. */
    private Span spanOf(Word word) {
        Span span = scalar.span();
        if (scalar.quoted() || span.length() != text.codePointCount(0, text.length())) {
            return span;
        }
        int column = span.column() + text.codePointCount(0, word.start);
        return new Span(
                span.source(), span.line(), column, Math.max(1, word.text.codePointCount(0, word.text.length())));
    }

    /** Words apart by white space, where quotes and templates hold together. */
    private List<Word> words() {
        List<Word> words = new ArrayList<>();
        int start = -1;
        char quote = 0;
        int braces = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (quote == 0 && braces == 0 && Character.isWhitespace(c)) {
                if (start >= 0) {
                    words.add(new Word(start, i, text.substring(start, i)));
                    start = -1;
                }
                continue;
            }
            start = start < 0 ? i : start;
            if (c == '\\' && next != 0) {
                i++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '{' && (next == '{' || next == '%' || next == '#')) {
                braces++;
                i++;
            } else if (braces > 0 && next == '}' && (c == '}' || c == '%' || c == '#')) {
                braces--;
                i++;
            } else if (braces == 0 && (c == '"' || c == '\'')) {
                quote = c;
            }
        }
        if (quote != 0 || braces > 0) {
            diagnostics.add(Diagnostic.error(
                            scalar.span(),
                            quote != 0
                                    ? "a quote is not closed in this string"
                                    : "a template is not closed in this string")
                    .fix("close it, or write the arguments as a mapping"));
        } else if (start >= 0) {
            words.add(new Word(start, text.length(), text.substring(start)));
        }
        return words;
    }

    private static String unquote(String value) {
        String stripped = value.strip();
        boolean quoted = stripped.length() > 1
                && (stripped.charAt(0) == '"' || stripped.charAt(0) == '\'')
                && stripped.charAt(0) == stripped.charAt(stripped.length() - 1)
                && stripped.charAt(stripped.length() - 2) != '\\';
        return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }

    private static String decodeEscapes(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            int known = value.charAt(i) == '\\' && i + 1 < value.length()
                    ? "\\'\"abfnrtv".indexOf(value.charAt(i + 1))
                    : -1;
            if (known >= 0) {
                out.append("\\'\"\u0007\b\f\n\r\t\u000B".charAt(known));
                i++;
            } else {
                out.append(value.charAt(i));
            }
        }
        return out.toString();
    }

    private record Word(int start, int end, String text) {}
}

package io.pinwright.engine.yaml;

import io.pinwright.engine.source.Diagnostic;
import java.util.Optional;
import java.util.regex.Pattern;

/** Plain scalars that YAML 1.1, which Ansible reads through PyYAML, takes for something else than YAML 1.2 does. */
final class Yaml11 {

    private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7_]+");
    private static final Pattern BINARY = Pattern.compile("[-+]?0b[01_]+");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final Pattern UNDERSCORES = Pattern.compile("[-+]?[1-9][0-9]*_[0-9_]*");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?([Tt ].*)?");
    private static final Pattern EXPONENT = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*[eE][0-9]+|[0-9]+[eE][-+][0-9]+)");
    private static final Pattern NEW_OCTAL = Pattern.compile("0o[0-7]+");

    private Yaml11() {}

    /** The warning for a scalar that the two versions read differently; empty for all others. */
    static Optional<Diagnostic> difference(YamlNode.Scalar scalar) {
        if (scalar.quoted() || scalar.tag() != null || scalar.text().isEmpty()) {
            return Optional.empty();
        }
        if (scalar.isYaml11Boolean()) {
            return Optional.of(Yaml.yaml11Boolean(scalar));
        }
        String text = scalar.text();
        char first = text.charAt(0);
        if (first != '-' && first != '+' && (first < '0' || first > '9')) {
            return Optional.empty();
        }
        if (EXPONENT.matcher(text).matches() || NEW_OCTAL.matcher(text).matches()) {
            return Optional.of(warning(scalar, "a number in YAML 1.2", "a string"));
        }
        return otherNumber(text).map(meaning -> warning(scalar, "a string in YAML 1.2", meaning));
    }

    private static Optional<String> otherNumber(String text) {
        if (OCTAL.matcher(text).matches()) {
            return Optional.of("an octal number");
        }
        if (BASE_60.matcher(text).matches()) {
            return Optional.of("a number of base 60");
        }
        if (BINARY.matcher(text).matches() || UNDERSCORES.matcher(text).matches()) {
            return Optional.of("a number");
        }
        return DATE.matcher(text).matches() ? Optional.of("a date") : Optional.empty();
    }

    private static Diagnostic warning(YamlNode.Scalar scalar, String here, String there) {
        return Diagnostic.warning(scalar.span(), "`" + scalar.text() + "` is " + here)
                .why("Ansible reads YAML 1.1, where it is " + there)
                .fix("quote it for the string, or write a number that has one meaning in both");
    }
}

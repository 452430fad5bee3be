package io.pinwright.engine.template;

import io.pinwright.engine.source.Span;

/**
 * A string from one of the user's own files that holds a template. Only such values are ever templated: a plain String among
 * the variables is data, whatever it holds, because it may come from a host.
 *
 * @param text as written
 * @param span where it stands
 */
public record TemplateText(String text, Span span) {

    /** Whether a text has anything to template in it. */
    public static boolean isTemplate(String text) {
        return text.contains("{{") || text.contains("{%") || text.contains("{#");
    }
}

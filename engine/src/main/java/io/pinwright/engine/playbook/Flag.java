package io.pinwright.engine.playbook;

import io.pinwright.engine.template.TemplateText;
import java.util.Optional;

/**
 * A keyword's boolean: known when the file is read, or a template that says it per host.
 *
 * @param fixed the value, empty when it is templated
 * @param text as written, with its place
 */
public record Flag(Optional<Boolean> fixed, TemplateText text) {}

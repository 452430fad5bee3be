package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.util.Optional;

/**
 * A task's loop with its {@code loop_control}.
 *
 * @param items a list, or a template that gives one
 * @param flatten {@code with_items}: items that are lists are taken apart, one level deep
 * @param variable the name of the item, {@code item} unless said otherwise
 * @param indexVariable the name of the item's index from 0
 * @param label what is shown instead of the item
 */
public record Loop(
        YamlNode items,
        boolean flatten,
        String variable,
        Optional<String> indexVariable,
        Optional<TemplateText> label,
        Span span) {}

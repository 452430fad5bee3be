package io.pinwright.modules.xml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An element to be inserted; how it is written, its new place says.
 *
 * @param name without prefix
 * @param attributes in this order
 * @param children in this order; where there are none it is written as {@code <name/>}
 */
public record NewElement(String name, Map<String, String> attributes, List<NewElement> children) {

    public NewElement {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        children = List.copyOf(children);
    }

    /** An empty element. */
    public NewElement(String name, Map<String, String> attributes) {
        this(name, attributes, List.of());
    }
}

package io.pinwright.modules.docs;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;

/** A value of a spec as a playbook would write it, read as the argument's type reads it. */
final class ExampleValue {

    private ExampleValue() {}

    static Object read(ArgumentSpec argument, String text) {
        Diagnostics diagnostics = new Diagnostics();
        YamlNode node = Yaml.parseOne(new Source("example", text), diagnostics).orElseThrow();
        diagnostics.throwIfErrors();
        return argument.type().read(argument.name(), ArgumentValue.of(Values.of(node), node.span()));
    }
}
